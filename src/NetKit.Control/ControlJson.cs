using System.Text.Json.Serialization;
using NetKit.Control.Messages;

namespace NetKit.Control;

/// <summary>
/// The messages as JSON, without reflection. Names are camelCase; what is null is written, so that a reader finds every field.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EndpointInfo))]
[JsonSerializable(typeof(EndpointList))]
[JsonSerializable(typeof(EndpointRequest))]
[JsonSerializable(typeof(EventInfo))]
[JsonSerializable(typeof(FlowList))]
[JsonSerializable(typeof(ForwardList))]
[JsonSerializable(typeof(ForwardRequest))]
[JsonSerializable(typeof(HealthInfo))]
[JsonSerializable(typeof(NetworkInfo))]
[JsonSerializable(typeof(NetworkList))]
[JsonSerializable(typeof(NetworkRequest))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(StatsInfo))]
[JsonSerializable(typeof(VersionInfo))]
public sealed partial class ControlJson : JsonSerializerContext;
