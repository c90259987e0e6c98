using System.Runtime.Versioning;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// One upstream server and one query. A repetition keeps id and port: a second pair that is good at the same time would double a forger's
/// chance (RFC 5452 §5).
/// </summary>
[SupportedOSPlatform("linux")]
internal struct DnsAttempt
{
    public Upstream Upstream;

    /// <summary>The port that the answer comes to, over UDP.</summary>
    public UpstreamSocket? Socket;

    /// <summary>The connection that the answer comes on, over TCP.</summary>
    public UpstreamStream? Stream;

    /// <summary>When it was asked first.</summary>
    public Instant Asked;

    public ushort Id;

    public byte Sends;

    public DnsAttemptState State;
}
