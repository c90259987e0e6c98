using System.Runtime.Versioning;
using NetKit.Forwarding.Udp;

namespace NetKit.Forwarding.Icmp;

/// <summary>The pings of one program of the container to one destination.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EchoSession(EchoKey key) : IdleEntry<EchoSession>
{
    public EchoKey Key { get; } = key;

    public HostSocket? Socket { get; set; }

    /// <summary>The identifier on the host's side: no other flow of the family has it.</summary>
    public ushort HostIdentifier { get; set; }
}
