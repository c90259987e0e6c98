using System.Text.Json.Serialization;

namespace NetKit.Cli.Doctor;

/// <summary>How bad it is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckStatus>))]
internal enum CheckStatus
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>NetKit works, but something will be missing or slow.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>NetKit does not work here.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}
