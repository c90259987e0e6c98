using System.Text.Json;
using System.Text.Json.Serialization;

namespace NetKit.Daemon.Configuration;

/// <summary>The configuration file as JSON, with comments and trailing commas allowed and unknown keys refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(DaemonConfiguration))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
