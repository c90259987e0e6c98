using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>One address and the client it belongs or belonged to. Only <see cref="Dhcpv6Bindings"/> changes one.</summary>
internal sealed class Dhcpv6Binding : IDeadlineOwner
{
    public Dhcpv6Binding(IpAddress address)
    {
        Address = address;
        Place = new LinkedListNode<Dhcpv6Binding>(this);
    }

    public IpAddress Address { get; }

    public DhcpBindingState State { get; set; }

    /// <summary>When the state ends; meaningless for a free one.</summary>
    public Instant Expires { get; set; }

    /// <summary>The association's number and the client's identifier; empty while no client is remembered.</summary>
    public byte[] Key { get; set; } = [];

    /// <summary>Where it stands among the free ones.</summary>
    public LinkedListNode<Dhcpv6Binding> Place { get; }

    public int QueueIndex { get; set; } = -1;

    public Instant QueuedDeadline { get; set; }

    public bool IsHeld => State is DhcpBindingState.Offered or DhcpBindingState.Bound;

    public Dhcpv6Lease ToLease() => new(
        Address, Convert.ToHexStringLower(Key.AsSpan(sizeof(uint))), BinaryPrimitives.ReadUInt32BigEndian(Key), Expires);
}
