using System;
using System.Collections.Generic;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>One address and the client it belongs or belonged to. Only <see cref="DhcpBindings"/> changes one.</summary>
internal sealed class DhcpBinding : IDeadlineOwner
{
    public DhcpBinding(IpAddress address)
    {
        Address = address;
        Place = new LinkedListNode<DhcpBinding>(this);
    }

    public IpAddress Address { get; }

    public DhcpBindingState State { get; set; }

    /// <summary>When the state ends; meaningless for a free one.</summary>
    public Instant Expires { get; set; }

    /// <summary>Empty while no client is remembered.</summary>
    public byte[] ClientId { get; set; } = [];

    public MacAddress Mac { get; set; }

    public string? HostName { get; set; }

    public bool IsReserved { get; set; }

    /// <summary>The name came with the reservation; the client's own does not count.</summary>
    public bool IsNameReserved { get; set; }

    /// <summary>Where it stands among the free ones.</summary>
    public LinkedListNode<DhcpBinding> Place { get; }

    public int QueueIndex { get; set; } = -1;

    public Instant QueuedDeadline { get; set; }

    public bool IsHeld => State is DhcpBindingState.Offered or DhcpBindingState.Bound;

    public DhcpLease ToLease() =>
        new(Address, Mac, Convert.ToHexStringLower(ClientId), HostName, Expires, State is DhcpBindingState.Bound, IsReserved);
}
