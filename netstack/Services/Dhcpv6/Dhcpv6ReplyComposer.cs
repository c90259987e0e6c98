using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire.Dhcpv6;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>Writes replies. It decides nothing about leases.</summary>
internal sealed class Dhcpv6ReplyComposer(Dhcpv6ServerOptions options, ReadOnlyMemory<byte> serverId)
{
    // An address that is given, and as many that are taken back as a client may name.
    private const int LongestAssociation = 256;

    private readonly Dhcpv6Parameters _parameters = new(options);

    private uint Valid => (uint)(options.ValidLifetime.Ticks / TimeSpan.TicksPerSecond);

    private uint Preferred => (uint)(options.PreferredLifetime.Ticks / TimeSpan.TicksPerSecond);

    /// <summary>The beginning of every reply: whom it is for and from (RFC 8415 §16.3, §16.10).</summary>
    public Dhcpv6OptionWriter Begin(scoped in Dhcpv6Request request, Dhcpv6MessageType type, Span<byte> reply)
    {
        Dhcpv6View.EmitHeader(reply, type, request.View.TransactionId);
        Dhcpv6OptionWriter writer = new(reply, Dhcpv6View.HeaderLength);
        _ = request.ClientId.IsEmpty || writer.TryAdd(Dhcpv6OptionCode.ClientIdentifier, request.ClientId);
        _ = writer.TryAdd(Dhcpv6OptionCode.ServerIdentifier, serverId.Span);
        return writer;
    }

    public void AddParameters(ref Dhcpv6OptionWriter writer, scoped in Dhcpv6Request request) => _parameters.AddTo(ref writer, request);

    /// <summary>
    /// An association with its address, if it has one. In answer to a renewal, others that the client named are taken back: their lifetimes
    /// are zero (RFC 8415 §18.3.4, §18.3.5). Otherwise they were only wishes.
    /// </summary>
    public void AddAssociation(
        ref Dhcpv6OptionWriter writer, scoped in Dhcpv6AssociationView asked, Dhcpv6Binding? binding, bool isRenewal)
    {
        Span<byte> room = stackalloc byte[LongestAssociation];
        uint preferred = binding is null ? 0 : Preferred;
        Dhcpv6AssociationView.EmitFixed(room, asked.Identifier, preferred / 2, (uint)(preferred * 4L / 5));
        Dhcpv6OptionWriter inner = new(room, Dhcpv6AssociationView.FixedLength);
        if (binding is not null)
        {
            _ = inner.TryAddAddress(new Dhcpv6Address(binding.Address, preferred, Valid));
        }

        foreach (Dhcpv6Option option in asked.Options)
        {
            if (isRenewal && option.Code is Dhcpv6OptionCode.Address)
            {
                _ = Dhcpv6Address.TryRead(option.Data, out Dhcpv6Address named);
                _ = named.Address == binding?.Address || named.Address.IsUnspecified
                    || inner.TryAddAddress(new Dhcpv6Address(named.Address, 0, 0));
            }
        }

        _ = writer.TryAdd(Dhcpv6OptionCode.Association, room[..inner.Length]);
    }

    /// <summary>An association of any kind that gets nothing, and why.</summary>
    public static void AddRefusal(ref Dhcpv6OptionWriter writer, Dhcpv6OptionCode kind, ReadOnlySpan<byte> asked, Dhcpv6StatusCode status)
    {
        uint identifier = BinaryPrimitives.ReadUInt32BigEndian(asked);
        Span<byte> room = stackalloc byte[LongestAssociation];
        Dhcpv6AssociationView.EmitFixed(room, identifier, 0, 0);
        int fixedLength = kind is Dhcpv6OptionCode.TemporaryAssociation ? sizeof(uint) : Dhcpv6AssociationView.FixedLength;
        Dhcpv6OptionWriter inner = new(room, fixedLength);
        _ = inner.TryAddStatus(status);
        _ = writer.TryAdd(kind, room[..inner.Length]);
    }
}
