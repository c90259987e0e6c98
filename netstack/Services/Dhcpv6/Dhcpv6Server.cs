using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Linq;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcpv6;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>
/// A DHCPv6 server for one link (RFC 8415): a message in, at most one reply out, and a table of leases that does not grow beyond its bound.
/// It has no socket: a reply goes from port 547 to port 546 of the address that the message came from.
/// </summary>
/// <remarks>Not thread-safe: it belongs to one event loop.</remarks>
public sealed partial class Dhcpv6Server
{
    public const ushort ServerPort = 547;

    public const ushort ClientPort = 546;

    /// <summary>Octets that <see cref="Answer"/> needs for a reply: what every IPv6 link carries, less the headers.</summary>
    public const int MinimumRoom = Ipv6Header.MinimumMtu - Ipv6Header.Length - UdpHeader.Length;

    private const int LongestKey = sizeof(uint) + Dhcpv6Duid.MaximumLength;

    private readonly byte[] _serverId;
    private readonly Dhcpv6Bindings _bindings;
    private readonly Dhcpv6ReplyComposer _composer;

    /// <param name="options">What to give out.</param>
    /// <param name="seed">A secret, against chosen hash collisions.</param>
    /// <exception cref="ArgumentException">The options contradict each other; the message says how.</exception>
    public Dhcpv6Server(Dhcpv6ServerOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        Options = options;
        _serverId = Dhcpv6Duid.OfLink(options.ServerMac);
        _bindings = new Dhcpv6Bindings(options, Counters, seed);
        _composer = new Dhcpv6ReplyComposer(options, _serverId);
    }

    /// <summary>ff02::1:2, where clients ask (RFC 8415 §7.1).</summary>
    public static IpAddress ServersGroup => new(0xFF02_0000_0000_0000, 0x1_0002);

    public Dhcpv6ServerOptions Options { get; }

    public Dhcpv6Counters Counters { get; } = new();

    /// <summary>Another number whenever an address has got another owner: time to read <see cref="Leases"/> again.</summary>
    public long Revision => _bindings.Revision;

    /// <summary>When <see cref="Expire"/> may have something to do; earlier than that it has not.</summary>
    public Instant NextExpiry => _bindings.NextExpiry;

    /// <summary>Ends leases whose time is over; <see cref="Answer"/> does so too.</summary>
    public void Expire(Instant now) => _bindings.Settle(now);

    /// <summary>Everything that is leased, in the order of the addresses.</summary>
    public ImmutableArray<Dhcpv6Lease> Leases(Instant now)
    {
        _bindings.Settle(now);
        return
        [
            .. _bindings.All
                .Where(static binding => binding.State is DhcpBindingState.Bound)
                .OrderBy(static binding => new UInt128(binding.Address.High, binding.Address.Low))
                .Select(static binding => binding.ToLease()),
        ];
    }

    /// <summary>
    /// Keeps an address for an interface from now on, where the server has <see cref="Dhcpv6ServerOptions.OnlyReserved"/>. A former reservation of the
    /// interface ends. False: no client can have the address, or another interface has it.
    /// </summary>
    public bool Reserve(MacAddress mac, IpAddress address) => _bindings.Reserve(mac, address);

    /// <summary>Ends a reservation and its lease; false: there is none.</summary>
    public bool Unreserve(MacAddress mac) => _bindings.Unreserve(mac);

    /// <summary>Judges a message from a client.</summary>
    /// <param name="now">The time.</param>
    /// <param name="message">The payload of the UDP datagram.</param>
    /// <param name="toGroup">It was sent to <see cref="ServersGroup"/>, as it should be.</param>
    /// <param name="reply">Takes the reply: at least <see cref="MinimumRoom"/> octets, of which no more are used.</param>
    /// <param name="length">Octets of the reply; zero: none is due.</param>
    /// <param name="client">The link address that it came from; only reservations need it.</param>
    public Dhcpv6Verdict Answer(
        Instant now, ReadOnlySpan<byte> message, bool toGroup, Span<byte> reply, out int length, MacAddress client = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reply.Length, MinimumRoom);
        length = 0;
        Dhcpv6Verdict verdict = Dhcpv6Request.TryRead(message, _serverId, out Dhcpv6Request request)
            ?? Judge(now, request with { LinkAddress = client }, toGroup, reply[..MinimumRoom], ref length);
        Counters.Count(verdict);
        return verdict;
    }

    private Dhcpv6Verdict Judge(Instant now, scoped in Dhcpv6Request request, bool toGroup, Span<byte> reply, ref int length)
    {
        _bindings.Settle(now);
        if (!toGroup)
        {
            return SendToGroup(request, reply, ref length);
        }

        return request.Type switch
        {
            Dhcpv6MessageType.Solicit => Solicit(now, request, reply, ref length),
            Dhcpv6MessageType.Request => Request(now, request, reply, ref length),
            Dhcpv6MessageType.Confirm => Confirm(request, reply, ref length),
            Dhcpv6MessageType.Renew or Dhcpv6MessageType.Rebind => Renew(now, request, reply, ref length),
            Dhcpv6MessageType.Release or Dhcpv6MessageType.Decline => GiveBack(now, request, reply, ref length),
            _ => Inform(request, reply, ref length),
        };
    }

    /// <summary>RFC 8415 §18.4: no client was told that it may speak to the server alone.</summary>
    private Dhcpv6Verdict SendToGroup(scoped in Dhcpv6Request request, Span<byte> reply, ref int length)
    {
        if (request.Type is Dhcpv6MessageType.Request or Dhcpv6MessageType.Renew or Dhcpv6MessageType.Release or Dhcpv6MessageType.Decline)
        {
            length = ReplyStatus(request, Dhcpv6StatusCode.UseMulticast, reply);
        }

        return Dhcpv6Verdict.NotMulticast;
    }

    /// <summary>RFC 8415 §18.3.1, §18.3.9.</summary>
    private Dhcpv6Verdict Solicit(Instant now, scoped in Dhcpv6Request request, Span<byte> reply, ref int length)
    {
        (int asked, int found) = FindAddresses(now, request);
        bool isRapid = request.WantsRapidCommit && found > 0;
        Dhcpv6OptionWriter writer = _composer.Begin(
            request, isRapid ? Dhcpv6MessageType.Reply : Dhcpv6MessageType.Advertise, reply);

        // RFC 8415 §18.2.1: with the highest preference the client need not wait for others.
        _ = isRapid ? writer.TryAdd(Dhcpv6OptionCode.RapidCommit, []) : writer.TryAdd(Dhcpv6OptionCode.Preference, [byte.MaxValue]);
        Instant until = now + (isRapid ? Options.ValidLifetime : Options.OfferTime);
        AddAssociations(ref writer, request, until, isRapid);
        _composer.AddParameters(ref writer, request);
        length = Finish(writer);
        return asked > 0 && found == 0 ? Dhcpv6Verdict.Exhausted : isRapid ? Dhcpv6Verdict.Committed : Dhcpv6Verdict.Offered;
    }

    /// <summary>RFC 8415 §18.3.2.</summary>
    private Dhcpv6Verdict Request(Instant now, scoped in Dhcpv6Request request, Span<byte> reply, ref int length)
    {
        if (!IsOfThisLink(request, out _))
        {
            Dhcpv6OptionWriter refusal = _composer.Begin(request, Dhcpv6MessageType.Reply, reply);
            RefuseAll(ref refusal, request, Dhcpv6StatusCode.NotOnLink);
            length = Finish(refusal);
            return Dhcpv6Verdict.WrongLink;
        }

        (int asked, int found) = FindAddresses(now, request);
        Dhcpv6OptionWriter writer = _composer.Begin(request, Dhcpv6MessageType.Reply, reply);
        AddAssociations(ref writer, request, now + Options.ValidLifetime, isFinal: true);
        _composer.AddParameters(ref writer, request);
        length = Finish(writer);
        return asked > 0 && found == 0 ? Dhcpv6Verdict.Exhausted : Dhcpv6Verdict.Granted;
    }

    /// <summary>RFC 8415 §18.3.3: about places, not about leases.</summary>
    private Dhcpv6Verdict Confirm(scoped in Dhcpv6Request request, Span<byte> reply, ref int length)
    {
        bool isOfThisLink = IsOfThisLink(request, out int named);
        if (named == 0)
        {
            return Dhcpv6Verdict.Pointless;
        }

        length = ReplyStatus(request, isOfThisLink ? Dhcpv6StatusCode.Success : Dhcpv6StatusCode.NotOnLink, reply);
        return isOfThisLink ? Dhcpv6Verdict.Confirmed : Dhcpv6Verdict.WrongLink;
    }

    /// <summary>RFC 8415 §18.3.6.</summary>
    private Dhcpv6Verdict Inform(scoped in Dhcpv6Request request, Span<byte> reply, ref int length)
    {
        Dhcpv6OptionWriter writer = _composer.Begin(request, Dhcpv6MessageType.Reply, reply);
        _composer.AddParameters(ref writer, request);
        length = Finish(writer);
        return Dhcpv6Verdict.Informed;
    }

    private int ReplyStatus(scoped in Dhcpv6Request request, Dhcpv6StatusCode status, Span<byte> reply)
    {
        Dhcpv6OptionWriter writer = _composer.Begin(request, Dhcpv6MessageType.Reply, reply);
        _ = writer.TryAddStatus(status);
        return Finish(writer);
    }

    private int Finish(scoped in Dhcpv6OptionWriter writer)
    {
        Counters.OptionsLeftOut += writer.LeftOut;
        return writer.Length;
    }

    private static ReadOnlySpan<byte> KeyOf(scoped in Dhcpv6Request request, scoped in Dhcpv6AssociationView association, Span<byte> room)
    {
        BinaryPrimitives.WriteUInt32BigEndian(room, association.Identifier);
        request.ClientId.CopyTo(room[sizeof(uint)..]);
        return room[..(sizeof(uint) + request.ClientId.Length)];
    }
}
