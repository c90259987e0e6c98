using System;
using System.Collections.Generic;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcpv6;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Dhcpv6;

public sealed class Dhcpv6ViewTests
{
    private static readonly IpAddress Address = new(0xFD00_0000_0000_0000, 0x1000);

    private static byte[] Valid =>
        Dhcpv6Bytes.Message(1, Dhcpv6Bytes.Client(1), Dhcpv6Bytes.Option(8, 0, 0), Dhcpv6Bytes.Association(7, Address));

    [Test]
    public void A_message_is_read()
    {
        Assert.That(Dhcpv6View.TryCreate(Valid, out Dhcpv6View view), Is.EqualTo(WireError.None));
        Assert.That((view.Type, view.TransactionId), Is.EqualTo((Dhcpv6MessageType.Solicit, 0x123456u)));
        List<Dhcpv6OptionCode> codes = [];
        foreach (Dhcpv6Option option in view.Options)
        {
            codes.Add(option.Code);
        }

        Dhcpv6OptionCode[] expected = [Dhcpv6OptionCode.ClientIdentifier, Dhcpv6OptionCode.ElapsedTime, Dhcpv6OptionCode.Association];
        Assert.That(codes, Is.EqualTo(expected));
        Assert.That(view.TryFind(Dhcpv6OptionCode.Association, out ReadOnlySpan<byte> data));
        Assert.That(Dhcpv6AssociationView.TryCreate(data, out Dhcpv6AssociationView association), Is.EqualTo(WireError.None));
        Assert.That((association.Identifier, association.RenewalTime, association.RebindingTime), Is.EqualTo((7u, 0u, 0u)));
        Assert.That(view.TryFind(Dhcpv6OptionCode.ServerIdentifier, out _), Is.False);
    }

    [Test]
    public void Every_beginning_that_is_no_message_is_refused()
    {
        byte[] valid = Valid;
        List<int> accepted = [];
        for (int length = 0; length <= valid.Length; length++)
        {
            if (Dhcpv6View.TryCreate(valid.AsSpan(0, length), out _) is WireError.None)
            {
                accepted.Add(length);
            }
        }

        Assert.That(accepted, Is.EqualTo(new[] { 4, 18, 24, 68 }), "the ends of header and options");
    }

    [Test]
    public void Every_beginning_of_an_association_is_refused()
    {
        byte[] valid = Dhcpv6Bytes.Association(7, Address)[4..];
        for (int length = 0; length < valid.Length; length++)
        {
            WireError expected = length == 12 ? WireError.None : WireError.Truncated;
            Assert.That(Dhcpv6AssociationView.TryCreate(valid.AsSpan(0, length), out _), Is.EqualTo(expected), $"{length}");
        }

        byte[] shortAddress = [.. valid[..12], .. Dhcpv6Bytes.Option(5, new byte[23])];
        Assert.That(Dhcpv6AssociationView.TryCreate(shortAddress, out _), Is.EqualTo(WireError.Truncated));
        byte[] mapped = Dhcpv6Bytes.Association(7, IpAddress.FromV4(10, 0, 2, 2))[4..];
        Assert.That(Dhcpv6AssociationView.TryCreate(mapped, out _), Is.EqualTo(WireError.BadValue));
    }

    [Test]
    public void A_relays_message_has_a_longer_header()
    {
        Assert.That(Dhcpv6View.TryCreate(new byte[34].With(0, 12), out _), Is.EqualTo(WireError.None));
        Assert.That(Dhcpv6View.TryCreate(new byte[33].With(0, 12), out _), Is.EqualTo(WireError.Truncated));
    }

    [Test]
    public void Random_octets_are_harmless()
    {
        Random random = new(8415);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] octets = Valid;
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            }

            if (Dhcpv6View.TryCreate(octets.AsSpan(0, random.Next(octets.Length + 1)), out Dhcpv6View view) is not WireError.None)
            {
                continue;
            }

            foreach (Dhcpv6Option option in view.Options)
            {
                if (Dhcpv6AssociationView.TryCreate(option.Data, out Dhcpv6AssociationView association) is WireError.None)
                {
                    foreach (Dhcpv6Option inner in association.Options)
                    {
                        _ = Dhcpv6Address.TryRead(inner.Data, out _);
                    }
                }
            }
        }
    }

    [Test]
    public void What_does_not_fit_is_left_out_whole()
    {
        byte[] room = new byte[4 + 4 + 2 + 4 + 4];
        Dhcpv6OptionWriter writer = new(room, 4);
        Assert.That(writer.TryAddStatus(Dhcpv6StatusCode.NoBinding));
        Assert.That(writer.TryAdd(Dhcpv6OptionCode.DnsServers, new byte[5]), Is.False);
        Assert.That(writer.TryAddSeconds(Dhcpv6OptionCode.InformationRefreshTime, 600));
        Assert.That((writer.Length, writer.LeftOut), Is.EqualTo((18, 1)));
        Assert.That(room, Is.EqualTo(Octets.Of("00000000 000d 0002 0003 0020 0004 00000258")));
    }

    [Test]
    public void Values_are_written_as_the_RFCs_say()
    {
        Assert.That(Dhcpv6Duid.OfLink(new MacAddress(0x5A94_EF00_0001)), Is.EqualTo(Octets.Of("0003 0001 5a94ef000001")));
        byte[] address = new byte[Dhcpv6Address.Length];
        new Dhcpv6Address(Address, 2700, 3600).Emit(address);
        Assert.That(address, Is.EqualTo(Octets.Of("fd000000000000000000000000001000 00000a8c 00000e10")));
        Assert.That(DnsNameList.TryEncode(["a.example", "b.example"], out byte[] names));
        Assert.That(names, Is.EqualTo(Octets.Of("0161 076578616d706c65 00 0162 076578616d706c65 00")), "RFC 8415 §10: not compressed");
        Assert.That(DnsNameList.TryEncode(["no name"], out _), Is.False);
    }
}
