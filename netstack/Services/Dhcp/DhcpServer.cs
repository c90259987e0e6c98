using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>
/// A DHCP and BOOTP server for one link (RFC 2131, RFC 1534): a message in, at most one reply out, and a table of leases that does not grow
/// beyond its bound. It has no socket: <see cref="DhcpReply"/> says where a reply goes.
/// </summary>
/// <remarks>Not thread-safe: it belongs to one event loop.</remarks>
public sealed partial class DhcpServer
{
    /// <summary>Octets that <see cref="Answer"/> needs for a reply to a client that takes no more than it must.</summary>
    public const int MinimumRoom = 548;

    private readonly DhcpBindings _bindings;
    private readonly DhcpReplyComposer _composer;

    /// <param name="options">What to give out.</param>
    /// <param name="seed">A secret, against chosen hash collisions.</param>
    /// <exception cref="ArgumentException">The options contradict each other; the message says how.</exception>
    public DhcpServer(DhcpServerOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        Options = options;
        _bindings = new DhcpBindings(options, Counters, seed);
        _composer = new DhcpReplyComposer(options, Counters);
    }

    public DhcpServerOptions Options { get; }

    public DhcpCounters Counters { get; } = new();

    /// <summary>
    /// Judges a message from a client. <paramref name="where"/> says how many octets of <paramref name="reply"/> were written and where
    /// they go; no reply is due when its length is zero.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="message">The payload of the UDP datagram.</param>
    /// <param name="reply">Takes the reply: at least <see cref="MinimumRoom"/> octets, better the link's MTU.</param>
    /// <param name="where">The reply's length and destination.</param>
    public DhcpVerdict Answer(Instant now, ReadOnlySpan<byte> message, Span<byte> reply, out DhcpReply where)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reply.Length, MinimumRoom);
        where = default;
        Span<byte> scratch = stackalloc byte[DhcpRequest.ScratchLength];
        DhcpVerdict verdict = DhcpRequest.TryRead(message, scratch, out DhcpRequest request) ?? Judge(now, request, reply, ref where);
        Counters.Count(verdict);
        return verdict;
    }

    private DhcpVerdict Judge(Instant now, scoped in DhcpRequest request, Span<byte> reply, ref DhcpReply where)
    {
        _bindings.Settle(now);
        return request.Type switch
        {
            DhcpMessageType.Bootp => Boot(now, request, reply, ref where),
            DhcpMessageType.Discover => Discover(now, request, reply, ref where),
            DhcpMessageType.Request => Request(now, request, reply, ref where),
            DhcpMessageType.Decline => Decline(now, request),
            DhcpMessageType.Release => Release(request),
            DhcpMessageType.Inform => Inform(request, reply, ref where),
            _ => DhcpVerdict.Unsupported,
        };
    }

    private DhcpVerdict Boot(Instant now, scoped in DhcpRequest request, Span<byte> reply, ref DhcpReply where)
    {
        // RFC 951 §3: yiaddr is filled in for a client that does not know its address.
        if (request.Header.ClientAddress != IpAddress.AnyV4)
        {
            DhcpVerdict verdict = Inform(request, reply, ref where);
            return verdict is DhcpVerdict.Informed ? DhcpVerdict.Booted : verdict;
        }

        if (FindOrAllocate(request, IpAddress.AnyV4) is not { } binding)
        {
            return DhcpVerdict.Exhausted;
        }

        Bind(binding, request, now + Options.BootpLeaseTime);
        where = _composer.Grant(request, DhcpMessageType.Bootp, binding, Options.BootpLeaseTime, isRapid: false, reply);
        return DhcpVerdict.Booted;
    }

    /// <summary>RFC 2131 §4.3.1.</summary>
    private DhcpVerdict Discover(Instant now, scoped in DhcpRequest request, Span<byte> reply, ref DhcpReply where)
    {
        if (FindOrAllocate(request, request.RequestedAddress) is not { } binding)
        {
            return DhcpVerdict.Exhausted;
        }

        TimeSpan lease = LeaseFor(request);
        if (request.WantsRapidCommit)
        {
            Bind(binding, request, now + lease);
            where = _composer.Grant(request, DhcpMessageType.Acknowledge, binding, lease, isRapid: true, reply);
            return DhcpVerdict.Committed;
        }

        _bindings.Offer(binding, request.Header.Mac, now + Options.OfferTime);
        where = _composer.Grant(request, DhcpMessageType.Offer, binding, lease, isRapid: false, reply);
        return DhcpVerdict.Offered;
    }

    /// <summary>
    /// RFC 2131 §4.3.2. The states of the client differ in where the address stands: option 50 in SELECTING (with option 54) and
    /// INIT-REBOOT (without), ciaddr in RENEWING and REBINDING.
    /// </summary>
    private DhcpVerdict Request(Instant now, scoped in DhcpRequest request, Span<byte> reply, ref DhcpReply where)
    {
        DhcpBinding? binding = _bindings.Find(request.Header.Mac, request.ClientId);
        if (!IsForUs(request))
        {
            // The choice of another server is how this one learns that its offer was declined.
            if (binding?.State is DhcpBindingState.Offered)
            {
                _bindings.Free(binding);
            }

            return DhcpVerdict.OtherServer;
        }

        IpAddress wanted = request.RequestedAddress == default ? request.Header.ClientAddress : request.RequestedAddress;
        if (wanted == IpAddress.AnyV4)
        {
            return DhcpVerdict.Malformed;
        }

        if (!Options.Subnet.Contains(wanted))
        {
            where = _composer.Refuse(request, "wrong network"u8, reply);
            return DhcpVerdict.Refused;
        }

        if (binding is null && !Options.IsAuthoritative && request.ServerIdentifier == default)
        {
            return DhcpVerdict.Stranger;
        }

        binding ??= _bindings.AllocateExactly(request.Header.Mac, request.ClientId, wanted);
        if (binding?.Address != wanted)
        {
            where = _composer.Refuse(request, binding is null ? "address not available"u8 : "not your address"u8, reply);
            return DhcpVerdict.Refused;
        }

        TimeSpan lease = LeaseFor(request);
        Bind(binding, request, now + lease);
        where = _composer.Grant(request, DhcpMessageType.Acknowledge, binding, lease, isRapid: false, reply);
        return DhcpVerdict.Acknowledged;
    }

    /// <summary>RFC 2131 §4.3.3.</summary>
    private DhcpVerdict Decline(Instant now, scoped in DhcpRequest request)
    {
        if (!IsForUs(request))
        {
            return DhcpVerdict.OtherServer;
        }

        if (!TryFindHeld(request, request.RequestedAddress, out DhcpBinding binding))
        {
            return DhcpVerdict.Stranger;
        }

        _bindings.PutAside(binding, now + Options.DeclineTime);
        return DhcpVerdict.Declined;
    }

    /// <summary>RFC 2131 §4.3.4.</summary>
    private DhcpVerdict Release(scoped in DhcpRequest request)
    {
        if (!IsForUs(request))
        {
            return DhcpVerdict.OtherServer;
        }

        if (!TryFindHeld(request, request.Header.ClientAddress, out DhcpBinding binding))
        {
            return DhcpVerdict.Stranger;
        }

        _bindings.Free(binding);
        return DhcpVerdict.Released;
    }

    /// <summary>RFC 2131 §4.3.5. The reply goes to ciaddr, so that must be an address which a client of this link can have.</summary>
    private DhcpVerdict Inform(scoped in DhcpRequest request, Span<byte> reply, ref DhcpReply where)
    {
        if (!_bindings.IsHost(request.Header.ClientAddress))
        {
            return DhcpVerdict.Malformed;
        }

        DhcpMessageType type = request.Type is DhcpMessageType.Bootp ? DhcpMessageType.Bootp : DhcpMessageType.Acknowledge;
        where = _composer.Inform(request, type, _bindings.Find(request.Header.Mac, request.ClientId), reply);
        return DhcpVerdict.Informed;
    }

    private bool IsForUs(scoped in DhcpRequest request) =>
        request.ServerIdentifier == default || request.ServerIdentifier == Options.ServerAddress;

    private bool TryFindHeld(scoped in DhcpRequest request, IpAddress address, out DhcpBinding binding)
    {
        binding = _bindings.Find(request.Header.Mac, request.ClientId)!;
        return binding is { IsHeld: true } && binding.Address == address;
    }

    private DhcpBinding? FindOrAllocate(scoped in DhcpRequest request, IpAddress wanted) =>
        _bindings.Find(request.Header.Mac, request.ClientId)
        ?? _bindings.Allocate(request.Header.Mac, request.ClientId, wanted);

    private void Bind(DhcpBinding binding, scoped in DhcpRequest request, Instant until) =>
        _bindings.Bind(binding, request.Header.Mac, request.ClientId, request.HostName, until);

    /// <summary>A client may want a shorter lease (RFC 2131 §4.3.1), but none so short that it is over before it is used.</summary>
    private TimeSpan LeaseFor(scoped in DhcpRequest request)
    {
        TimeSpan shortest = Options.LeaseTime < Options.OfferTime ? Options.LeaseTime : Options.OfferTime;
        TimeSpan wanted = request.LeaseTime ?? Options.LeaseTime;
        return wanted < shortest ? shortest : wanted > Options.LeaseTime ? Options.LeaseTime : wanted;
    }
}
