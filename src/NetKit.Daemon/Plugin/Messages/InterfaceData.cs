using System.Text.Json.Serialization;

namespace NetKit.Daemon.Plugin.Messages;

/// <summary>The addresses of an interface. In an answer only what was empty in the call may be set.</summary>
internal sealed record InterfaceData(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Address = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AddressIPv6 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MacAddress = null);
