using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ArpResponderTests
{
    private static readonly MacAddress Ours = new(0x5254_000A_0002);

    private static readonly MacAddress Theirs = new(0x5254_000A_0064);

    private static readonly AddressSet Addresses = new(Piece.Gateway, IpAddress.FromV4(10, 0, 2, 3));

    private static readonly ArpHeader Request = new(ArpOperation.Request, Theirs, Piece.Host, default, Piece.Gateway);

    private readonly ArpResponder _responder = new(Ours);

    [Test]
    public void A_request_for_our_address_is_answered_octet_for_octet()
    {
        byte[] octets = Octets.Of("0001 0800 06 04 0001 5254000a0064 0a000264 000000000000 0a000202");
        _ = ArpView.TryCreate(octets, out ArpView view);
        _ = ArpHeader.TryParse(view, out ArpHeader request);
        Assert.That(_responder.Handle(request, Addresses, out ArpHeader reply), Is.EqualTo(ArpVerdict.Answer));
        byte[] answer = new byte[ArpHeader.Length];
        reply.Emit(answer);
        Assert.That(answer, Is.EqualTo(Octets.Of("0001 0800 06 04 0002 5254000a0002 0a000202 5254000a0064 0a000264")));
        Assert.That(_responder.Answered, Is.EqualTo(1));
    }

    [Test]
    public void Each_of_our_addresses_is_answered()
    {
        ArpHeader request = Request with { TargetIp = IpAddress.FromV4(10, 0, 2, 3) };
        Assert.That(_responder.Handle(request, Addresses, out ArpHeader reply), Is.EqualTo(ArpVerdict.Answer));
        Assert.That(reply.SenderIp, Is.EqualTo(request.TargetIp));
    }

    [Test]
    public void A_probe_for_our_address_is_answered_and_for_another_it_is_not()
    {
        ArpHeader probe = Request with { SenderIp = IpAddress.AnyV4 };
        Assert.That(_responder.Handle(probe, Addresses, out ArpHeader reply), Is.EqualTo(ArpVerdict.Answer));
        Assert.That(reply, Is.EqualTo(new ArpHeader(ArpOperation.Reply, Ours, Piece.Gateway, Theirs, IpAddress.AnyV4)));
        Expect(probe with { TargetIp = Piece.Host }, ArpVerdict.Ignored);
        Expect(probe with { TargetIp = IpAddress.AnyV4 }, ArpVerdict.Ignored);
    }

    [Test]
    public void What_is_for_others_is_ignored()
    {
        Expect(Request with { TargetIp = IpAddress.FromV4(10, 0, 2, 50) }, ArpVerdict.Ignored);
        Expect(Request with { Operation = ArpOperation.Reply, TargetIp = IpAddress.FromV4(10, 0, 2, 50) }, ArpVerdict.Ignored);
        Assert.That(_responder.Ignored, Is.EqualTo(2));
    }

    [Test]
    public void A_reply_to_us_is_worth_learning() =>
        Expect(Request with { Operation = ArpOperation.Reply, TargetMac = Ours }, ArpVerdict.Learn);

    [TestCase(ArpOperation.Request)]
    [TestCase(ArpOperation.Reply)]
    public void What_somebody_says_about_itself_is_an_announcement(ArpOperation operation) =>
        Expect(Request with { Operation = operation, TargetIp = Piece.Host }, ArpVerdict.Announcement);

    [TestCase(ArpOperation.Request, "10.0.2.2")]
    [TestCase(ArpOperation.Reply, "10.0.2.2")]
    [TestCase(ArpOperation.Request, "10.0.2.3")]
    [TestCase(ArpOperation.Request, "10.0.2.77")]
    public void Who_claims_our_address_is_counted_and_not_answered(ArpOperation operation, string target)
    {
        _ = IpAddress.TryParse(target, out IpAddress address);
        Expect(Request with { Operation = operation, SenderIp = Piece.Gateway, TargetIp = address }, ArpVerdict.Conflict);
        Assert.That(_responder.Conflicts, Is.EqualTo(1));
    }

    [Test]
    public void Our_own_packets_coming_back_are_no_conflict()
    {
        Expect(new ArpHeader(ArpOperation.Request, Ours, Piece.Gateway, default, Piece.Host), ArpVerdict.Ignored);
        Assert.That(_responder.Conflicts, Is.Zero);
    }

    [TestCase(0, "10.0.2.100", ArpOperation.Request)]
    [TestCase(0xFFFF_FFFF_FFFF, "10.0.2.100", ArpOperation.Request)]
    [TestCase(0x0100_5E00_0001, "10.0.2.100", ArpOperation.Request)]
    [TestCase(0x5254_000A_0064, "224.0.0.1", ArpOperation.Request)]
    [TestCase(0x5254_000A_0064, "255.255.255.255", ArpOperation.Request)]
    [TestCase(0x5254_000A_0064, "127.0.0.1", ArpOperation.Request)]
    [TestCase(0x5254_000A_0064, "0.0.0.0", ArpOperation.Reply)]
    public void Who_cannot_be_a_host_is_counted_and_not_answered(long mac, string ip, ArpOperation operation)
    {
        _ = IpAddress.TryParse(ip, out IpAddress address);
        Expect(Request with { Operation = operation, SenderMac = new MacAddress((ulong)mac), SenderIp = address }, ArpVerdict.BadSender);
        Assert.That(_responder.BadSenders, Is.EqualTo(1));
    }

    [Test]
    public void Without_an_address_nothing_is_answered()
    {
        Assert.That(_responder.Handle(Request, new AddressSet(), out _), Is.EqualTo(ArpVerdict.Ignored));
        Assert.That(_responder.Handle(Request, default(AddressSet), out _), Is.EqualTo(ArpVerdict.Ignored));
    }

    [Test]
    public void Whatever_comes_only_our_addresses_are_answered()
    {
        Random random = new(5227);
        byte[] valid = Octets.Of("0001 0800 06 04 0001 5254000a0064 0a000264 000000000000 0a000202");
        int answered = 0;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] octets = [.. valid];
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                octets[random.Next(6, octets.Length)] = random.Next(3) switch { 0 => 0, 1 => 2, _ => (byte)random.Next(256) };
            }

            if (ArpView.TryCreate(octets, out ArpView view) is WireError.None
                && ArpHeader.TryParse(view, out ArpHeader packet) is WireError.None
                && _responder.Handle(packet, Addresses, out ArpHeader reply) is ArpVerdict.Answer)
            {
                answered++;
                Assert.That(Addresses.Contains(reply.SenderIp) && reply.SenderMac == Ours && reply.TargetMac == packet.SenderMac);
            }
        }

        Assert.That(answered, Is.Positive);
        Assert.That(_responder.Answered, Is.EqualTo(answered));
    }

    private void Expect(ArpHeader packet, ArpVerdict verdict)
    {
        Assert.That(_responder.Handle(packet, Addresses, out ArpHeader reply), Is.EqualTo(verdict));
        Assert.That(reply, Is.EqualTo(default(ArpHeader)));
    }
}
