using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Dhcp;

/// <summary>Whatever arrives, the parser says no or gives a view whose every member can be read.</summary>
public sealed class DhcpHostileTests
{
    private const int Rounds = 20_000;

    private static readonly byte[] Valid = DhcpBytes.Message(
        DhcpBytes.Fixed(1, new MacAddress(0x5254000A0064)),
        DhcpBytes.Option(53, 1),
        DhcpBytes.Option(52, 3),
        DhcpBytes.Text(12, "box"),
        DhcpBytes.Option(61, 1, 0x52, 0x54, 0, 10, 0, 100),
        DhcpBytes.Option(55, 1, 3, 6));

    [Test]
    public void Random_octets_are_harmless()
    {
        Random random = new(2131);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] octets = new byte[random.Next(200, 700)];
            random.NextBytes(octets);
            octets[0] = (byte)random.Next(4);
            octets[2] = (byte)random.Next(20);
            DhcpBytes.Cookie.CopyTo(octets, 236 <= octets.Length - 4 ? 236 : 0);
            Explore(octets);
        }
    }

    [Test]
    public void Valid_octets_with_a_few_changed_are_harmless()
    {
        Random random = new(2132);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] octets = [.. Valid];
            for (int changes = random.Next(8); changes > 0; changes--)
            {
                int index = random.Next(2) == 0 ? random.Next(240, 280) : random.Next(octets.Length);
                octets[index] = random.Next(3) switch { 0 => 0, 1 => byte.MaxValue, _ => (byte)random.Next(256) };
            }

            Explore(octets.AsSpan(0, round % 4 == 0 ? random.Next(octets.Length + 1) : octets.Length));
        }
    }

    private static void Explore(ReadOnlySpan<byte> octets)
    {
        WireError error = DhcpView.TryCreate(octets, out DhcpView view);
        if (error is not WireError.None)
        {
            Assert.That(view.Message.IsEmpty);
            return;
        }

        int options = 0;
        DhcpOptionWalker walker = view.Options;
        while (walker.MoveNext())
        {
            options += DhcpOption.PrefixLength + walker.Current.Data.Length;
        }

        Assert.That(walker.Error, Is.EqualTo(WireError.None));
        Assert.That(options, Is.LessThanOrEqualTo(octets.Length));
        byte[] scratch = new byte[64];
        foreach (DhcpOptionCode code in (ReadOnlySpan<DhcpOptionCode>)[DhcpOptionCode.HostName, DhcpOptionCode.ClientIdentifier])
        {
            bool found = view.TryFind(code, scratch, out ReadOnlySpan<byte> value);
            Assert.That(value.Length <= scratch.Length, $"found: {found}");
        }

        if (DhcpHeader.TryParse(view, out DhcpHeader header) is WireError.None)
        {
            byte[] emitted = new byte[DhcpHeader.Length];
            header.Emit(emitted);
            _ = DhcpView.TryCreate(emitted, out DhcpView again);
            Assert.That(DhcpHeader.TryParse(again, out DhcpHeader reread), Is.EqualTo(WireError.None));
            Assert.That(reread, Is.EqualTo(header));
        }
    }
}
