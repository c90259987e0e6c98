using System;
using FsCheck;
using FsCheck.Fluent;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Dhcp;

public sealed class DhcpHeaderTests
{
    private static readonly DhcpHeader Header = new()
    {
        Operation = DhcpOperation.Reply,
        TransactionId = 0x3903F326,
        Seconds = 2,
        IsBroadcast = true,
        ClientAddress = IpAddress.FromV4(10, 0, 2, 15),
        YourAddress = IpAddress.FromV4(10, 0, 2, 100),
        NextServer = IpAddress.FromV4(10, 0, 2, 4),
        RelayAddress = IpAddress.FromV4(192, 0, 2, 1),
        Mac = new MacAddress(0x5254000A0064),
    };

    private static Gen<DhcpHeader> Arbitrary { get; } =
        from operation in Gen.Elements(DhcpOperation.Request, DhcpOperation.Reply)
        from transaction in Wire.Arbitrary.DoubleWord
        from seconds in Wire.Arbitrary.Word
        from broadcast in Wire.Arbitrary.Choice
        from client in Wire.Arbitrary.AddressV4.Two()
        from servers in Wire.Arbitrary.AddressV4.Two()
        from mac in Wire.Arbitrary.DoubleWord
        select new DhcpHeader
        {
            Operation = operation,
            TransactionId = transaction,
            Seconds = seconds,
            IsBroadcast = broadcast,
            ClientAddress = client.Item1,
            YourAddress = client.Item2,
            NextServer = servers.Item1,
            RelayAddress = servers.Item2,
            Mac = new MacAddress((ulong)mac << 16 | seconds),
        };

    [Test]
    public void A_header_becomes_octets()
    {
        byte[] octets = new byte[DhcpHeader.Length];
        Array.Fill(octets, byte.MaxValue);
        Header.Emit(octets);
        byte[] expected =
        [
            .. Octets.Of("02 01 06 00 3903f326 0002 8000 0a00020f 0a000264 0a000204 c0000201 5254000a0064"),
            .. new byte[10 + 64 + 128],
        ];
        Assert.That(octets, Is.EqualTo(expected));
    }

    [Test]
    public void What_is_emitted_is_read_back() =>
        Prop.ForAll(Arbitrary.ToArbitrary(), static header =>
        {
            byte[] octets = new byte[DhcpHeader.Length];
            header.Emit(octets);
            return DhcpView.TryCreate(octets, out DhcpView view) is WireError.None
                && DhcpHeader.TryParse(view, out DhcpHeader parsed) is WireError.None
                && parsed == header;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithReplay(2131, 951));

    [TestCase(1, (byte)6)]
    [TestCase(1, (byte)32)]
    [TestCase(2, (byte)0)]
    [TestCase(2, (byte)16)]
    public void Hardware_that_is_no_Ethernet_has_no_header(int index, byte value)
    {
        byte[] octets = new byte[DhcpHeader.Length];
        Header.Emit(octets);
        Assert.That(DhcpView.TryCreate(octets.With(index, value), out DhcpView view), Is.EqualTo(WireError.None));
        Assert.That(DhcpHeader.TryParse(view, out _), Is.EqualTo(WireError.BadValue));
    }
}
