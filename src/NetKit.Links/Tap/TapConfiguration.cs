using NetKit.Netstack.Wire;

namespace NetKit.Links.Tap;

/// <summary>The interface that a container sees.</summary>
public sealed record TapConfiguration
{
    public string InterfaceName { get; init; } = "tap0";

    /// <summary>The largest IP packet the container may send, 576-65535 octets. 65520 makes a multiple of 8 and of 16 after the IP header.</summary>
    public int Mtu { get; init; } = 65520;

    /// <summary>The interface's own address; the kernel invents one when absent.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>
    /// Frames that may wait for NetKit. The kernel's default for a TAP (500 or 1000) overflows when a sender without backpressure has a burst.
    /// </summary>
    public int QueueLength { get; init; } = 10_000;

    /// <summary>Descriptors that the interface has, each with flows of its own (<see cref="FlowSteering"/>), for as many event loops: 1-16.</summary>
    public int Queues { get; init; } = 1;

    /// <summary>Loopback and the interface brought up, with addresses and routes; otherwise only MAC, MTU and queue are set and DHCP does the rest.</summary>
    public bool Configure { get; init; } = true;

    /// <summary>The interface stays without its descriptor, so that a later process can take it up again: see <see cref="PersistentTaps"/>.</summary>
    public bool Persistent { get; init; }

    /// <summary>False: the kernel speaks no IPv6 on the interface, not even with a link-local address.</summary>
    public bool Ipv6 { get; init; } = true;

    /// <summary>False: with IPv6, the kernel gives the interface no link-local address, nor any other of its own making.</summary>
    public bool LinkLocal { get; init; } = true;

    public IpAddress? Address { get; init; }

    /// <summary>Bits of the network that <see cref="Address"/> is in.</summary>
    public int PrefixLength { get; init; } = 24;

    /// <summary>The default route goes through it; absent: no default route.</summary>
    public IpAddress? Gateway { get; init; }

    public IpAddress? AddressV6 { get; init; }

    public int PrefixLengthV6 { get; init; } = 64;

    public IpAddress? GatewayV6 { get; init; }
}
