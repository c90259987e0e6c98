using System.Text.Json.Serialization;

namespace NetKit.Daemon.State;

/// <summary>State as JSON, indented: it is read by people when something went wrong.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(StateDocument<EndpointRecord>))]
[JsonSerializable(typeof(StateDocument<ForwardRecord>))]
[JsonSerializable(typeof(StateDocument<NetworkRecord>))]
[JsonSerializable(typeof(StateDocument<PoolRecord>))]
[JsonSerializable(typeof(StateDocument<ZoneRecord>))]
internal sealed partial class StateJson : JsonSerializerContext;
