using System.Text.Json.Serialization;

namespace NetKit.Daemon.Gvproxy;

/// <summary>gvproxy's word for a published port. All of it is text: <c>:8080</c>, <c>192.168.127.2:80</c>, <c>tcp</c>.</summary>
internal sealed record ExposeRequest(
    [property: JsonPropertyName("local")] string? Local = null,
    [property: JsonPropertyName("remote")] string? Remote = null,
    [property: JsonPropertyName("protocol")] string? Protocol = null);
