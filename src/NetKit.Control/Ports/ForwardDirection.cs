using System.Text.Json.Serialization;

namespace NetKit.Control.Ports;

/// <summary>Which end of a published port begins the connections.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ForwardDirection>))]
public enum ForwardDirection
{
    /// <summary>The host's clients: what is published is a port of the container.</summary>
    [JsonStringEnumMemberName("in")]
    In,

    /// <summary>The container: a port of its gateway leads to a unix socket of the host.</summary>
    [JsonStringEnumMemberName("out")]
    Out,
}
