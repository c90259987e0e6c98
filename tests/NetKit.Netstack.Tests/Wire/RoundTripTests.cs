using System;
using FsCheck;
using FsCheck.Fluent;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

/// <summary>What is emitted is read back as it was, whatever it was.</summary>
public sealed class RoundTripTests
{
    // A fixed seed: a failure here is one everywhere, and FsCheck prints the header that shows it.
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(9293, 791);

    [Test]
    public void Ipv4_headers() => Check(Arbitrary.Ipv4, static header =>
    {
        byte[] octets = new byte[Ipv4Header.MinimumLength + header.PayloadLength];
        header.Emit(octets);
        return Ipv4View.TryCreate(octets, out Ipv4View view) is WireError.None
            && Ipv4Header.TryParse(view, out Ipv4Header parsed) is WireError.None
            && view.ChecksumIsValid
            && parsed == header;
    });

    [Test]
    public void Ipv6_headers() => Check(Arbitrary.Ipv6, static header =>
    {
        byte[] octets = new byte[Ipv6Header.Length + header.PayloadLength];
        header.Emit(octets);
        return Ipv6View.TryCreate(octets, out Ipv6View view) is WireError.None
            && Ipv6Header.TryParse(view, out Ipv6Header parsed) is WireError.None
            && parsed == header;
    });

    [Test]
    public void Tcp_headers_with_as_many_blocks_as_have_room() => Check(Arbitrary.Tcp, static header =>
    {
        byte[] octets = new byte[header.Length];
        header.Emit(octets);
        return header.Length <= TcpHeader.MaximumLength
            && TcpView.TryCreate(octets, out TcpView view) is WireError.None
            && TcpHeader.TryParse(view, out TcpHeader parsed) is WireError.None
            && (parsed == header || header.Options.SackCount > parsed.Options.SackCount)
            && (header.Options.SackCount == 0 || parsed.Options.SackBlocks[0] == header.Options.SackBlocks[0])
            && parsed with { Options = TcpOptions.None } == header with { Options = TcpOptions.None };
    });

    [Test]
    public void Checksums_of_pseudo_headers() => Check(Arbitrary.AddressV6.Two(), static pair =>
    {
        Span<byte> octets = stackalloc byte[40];
        pair.Item1.WriteV6(octets);
        pair.Item2.WriteV6(octets[16..]);
        octets[34] = 0x7F;
        octets[39] = (byte)IpProtocol.Tcp;
        return InternetSum.PseudoHeader(pair.Item1, pair.Item2, IpProtocol.Tcp, 0x7F00) == InternetSum.Of(octets);
    });

    private static void Check<T>(Gen<T> values, Func<T, bool> property) => Prop.ForAll(values.ToArbitrary(), property).Check(Seeded);
}
