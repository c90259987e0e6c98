using System.Text.Json.Serialization;

namespace NetKit.Bench.Load;

[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoadRequest))]
[JsonSerializable(typeof(LoadReply))]
internal sealed partial class LoadJson : JsonSerializerContext;
