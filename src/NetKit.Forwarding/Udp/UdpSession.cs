using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Udp;

/// <summary>A peer of a published port, and the endpoint by which the container knows it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class UdpSession(PublishedUdpPort port, SocketEndpoint peer, IpAddress local, SocketEndpoint shown, Instant created)
    : IdleEntry<UdpSession>
{
    private FlowActivity _activity;
    private long _octetsIn;
    private long _octetsOut;

    public PublishedUdpPort Port { get; } = port;

    public SocketEndpoint Peer { get; } = peer;

    /// <summary>
    /// The host's address that the peer spoke to, from which answers leave; unspecified when the port is bound to one address.
    /// </summary>
    public IpAddress Local { get; } = local;

    /// <summary>Source of what the container receives, destination of what it answers.</summary>
    public SocketEndpoint Shown { get; } = shown;

    public bool IsStream => _activity.IsStream(Port.Container.Port);

    public void NoteAsked(int datagrams, int octets)
    {
        _activity.Ask(datagrams);
        _octetsIn += octets;
    }

    public void NoteAnswered(int datagrams, int octets)
    {
        _activity.Answer(datagrams);
        _octetsOut += octets;
    }

    public UdpMappingSnapshot Snapshot(Instant now) => new(
        Port.Container,
        Port.Host,
        Peer,
        true,
        IsStream,
        _activity.Answered,
        _activity.Asked,
        _octetsOut,
        _octetsIn,
        now - created,
        now - LastActive);
}
