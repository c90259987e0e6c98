using System;
using System.Net;
using System.Net.NetworkInformation;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;
using ArpOperation = NetKit.Netstack.Wire.ArpOperation;

namespace NetKit.Netstack.Tests.Wire;

public sealed class ArpTests
{
    private static readonly byte[] Request = Octets.Of("0001 0800 06 04 0001 5254000a0064 0a000264 000000000000 0a000202");

    private static readonly ArpHeader Header = new(
        ArpOperation.Request, new MacAddress(0x5254_000A_0064), IpAddress.FromV4(10, 0, 2, 100), default, IpAddress.FromV4(10, 0, 2, 2));

    [Test]
    public void Octets_become_a_header()
    {
        Assert.That(Parse(Request, out ArpHeader header), Is.EqualTo(WireError.None));
        Assert.That(header, Is.EqualTo(Header));
    }

    [Test]
    public void A_header_becomes_octets()
    {
        byte[] octets = new byte[ArpHeader.Length];
        Header.Emit(octets);
        Assert.That(octets, Is.EqualTo(Request));
    }

    [Test]
    public void Every_truncation_is_rejected() =>
        Truncations.AreAllRejected(Request, Request.Length, static octets => ArpView.TryCreate(octets, out _));

    [Test]
    public void Padding_behind_the_packet_is_no_part_of_it() =>
        Assert.That(Parse([.. Request, .. new byte[18]], out _), Is.EqualTo(WireError.None));

    [TestCase(1, 6, WireError.BadValue, TestName = "Another_hardware_is_not_understood")]
    [TestCase(2, 0x86, WireError.BadValue, TestName = "Another_protocol_is_not_understood")]
    [TestCase(4, 8, WireError.BadLength, TestName = "A_hardware_address_of_another_length_is_rejected")]
    [TestCase(5, 16, WireError.BadLength, TestName = "A_protocol_address_of_another_length_is_rejected")]
    [TestCase(7, 0, WireError.BadValue, TestName = "Operation_zero_has_no_meaning")]
    [TestCase(7, 3, WireError.BadValue, TestName = "Reverse_ARP_has_no_meaning_here")]
    public void A_wrong_field_is_named(int index, int value, WireError expected) =>
        Assert.That(Parse(Request.With(index, (byte)value), out _), Is.EqualTo(expected));

    [Test]
    public void PacketDotNet_reads_what_is_emitted()
    {
        byte[] octets = new byte[EthernetHeader.Length + ArpHeader.Length];
        new EthernetHeader(MacAddress.Broadcast, Header.SenderMac, EtherType.Arp).Emit(octets);
        (Header with { Operation = ArpOperation.Reply, TargetMac = new MacAddress(2) }).Emit(octets.AsSpan(EthernetHeader.Length));
        ArpPacket packet = Packet.ParsePacket(LinkLayers.Ethernet, octets).Extract<ArpPacket>();
        Assert.That(packet.Operation, Is.EqualTo(PacketDotNet.ArpOperation.Response));
        Assert.That(packet.SenderHardwareAddress, Is.EqualTo(PhysicalAddress.Parse("5254000A0064")));
        Assert.That(packet.SenderProtocolAddress, Is.EqualTo(IPAddress.Parse("10.0.2.100")));
        Assert.That(packet.TargetHardwareAddress, Is.EqualTo(PhysicalAddress.Parse("000000000002")));
        Assert.That(packet.TargetProtocolAddress, Is.EqualTo(IPAddress.Parse("10.0.2.2")));
    }

    private static WireError Parse(byte[] octets, out ArpHeader header)
    {
        header = default;
        return ArpView.TryCreate(octets, out ArpView view) is not WireError.None and WireError error
            ? error
            : ArpHeader.TryParse(view, out header);
    }
}
