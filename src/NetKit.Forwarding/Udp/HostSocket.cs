using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Interop.Datagrams;

namespace NetKit.Forwarding.Udp;

/// <summary>A datagram socket of the host and its place in a <see cref="DatagramEngine"/>. Closed by whoever made it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class HostSocket(DatagramEngine engine, IHostSocketOwner owner, Fd fd, bool ipv6) : IReadyHandler
{
    public Fd Fd { get; } = fd;

    public bool IsIpv6 { get; } = ipv6;

    public IHostSocketOwner Owner { get; } = owner;

    /// <summary>TTL or hop limit of datagrams whose target says 0; 0 when it was never set.</summary>
    public byte TimeToLive { get; private set; }

    /// <summary>What the socket does with a datagram longer than the path's MTU. New sockets are told before the first one.</summary>
    public bool? DontFragment { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>Becomes false when the path refuses runs (UDP_SEGMENT), e.g. because of IPsec.</summary>
    internal bool JoinsSends { get; set; } = true;

    /// <summary>Index of the oldest queued datagram, or -1.</summary>
    internal int FirstQueued { get; set; } = -1;

    internal int LastQueued { get; set; } = -1;

    /// <summary>In the engine's list of sockets with more to read.</summary>
    internal bool IsListed { get; set; }

    /// <summary>The error queue may hold something.</summary>
    internal bool HasErrors { get; set; }

    public void OnReady(Readiness readiness) => engine.OnReady(this, readiness);

    public void SetTimeToLive(byte hops)
    {
        if (Sockets.SetTimeToLive(Fd, IsIpv6, hops) == Errno.None)
        {
            TimeToLive = hops;
        }
    }

    /// <summary>What is queued still goes out under the old rule.</summary>
    public void SetDontFragment(bool on)
    {
        if (DontFragment == on)
        {
            return;
        }

        engine.Flush(this);
        _ = DatagramSockets.SetDontFragment(Fd, IsIpv6, on);
        DontFragment = on;
    }

    /// <summary>Sends what is queued, then closes.</summary>
    public void Close()
    {
        if (IsClosed)
        {
            return;
        }

        engine.Flush(this);
        IsClosed = true;
        engine.Loop.Unregister(Fd);
        Sockets.Close(Fd);
    }
}
