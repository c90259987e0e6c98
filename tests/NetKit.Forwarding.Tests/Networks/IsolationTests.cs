using System;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using NetKit.Forwarding.Endpoints;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Networks;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class IsolationTests : NetworkFixture
{
    private static IpAddress Elsewhere { get; } = IpAddress.FromV4(192, 0, 2, 1);

    [Test]
    public async Task Nothing_leaves_an_internal_network()
    {
        Options = Options with { Internal = true };
        await StartAsync();
        ExpectProhibited(Elsewhere);
        One.SendUdp(Two.Address, 1, 2, [1], Two.Mac);
        _ = Two.Link.NextIp();
        Assert.That(One.Ask(Gateway, "example.org")[3] & 0xF, Is.Not.Zero, "Nobody is asked for names that are not ours.");
        Assert.That(One.Ask(Gateway, "c12")[3] & 0xF, Is.Zero);
        PortForward wish = new(ForwardProtocol.Tcp, new SocketEndpoint(IpAddress.LoopbackV4, 0), new SocketEndpoint(IpAddress.AnyV4, 80));
        Assert.That((await Network.PublishAsync("id11", wish)).Failure, Does.Contain("internal"));
        Assert.That(await Network.CountersAsync(), Does.Contain(new CounterSnapshot("forwarding", "isolated", 3)));
    }

    [Test]
    public async Task Another_network_is_closed()
    {
        await StartAsync();
        Assert.That(await Network.CloseAsync([IpPrefix.Of(Elsewhere, 24)]), Is.True);
        ExpectProhibited(Elsewhere);
    }

    private void ExpectProhibited(IpAddress destination)
    {
        One.SendUdp(destination, 5000, 53, [1]);
        ExpectProhibited(One.Link.NextIp());
        One.SendSyn(destination, 5000, 80);
        ExpectProhibited(One.Link.NextIp());
        byte[] ping = new byte[Icmpv4Header.Length];
        new Icmpv4Header(Icmpv4Type.EchoRequest, 0, 0).Emit(ping, default);
        One.Link.Push(default, One.Frame(destination, IpProtocol.Icmp, ping, Netstack.Network.NodeOptions.UsualMac));
        ExpectProhibited(One.Link.NextIp());
    }

    private static void ExpectProhibited(byte[] frame)
    {
        ReadOnlySpan<byte> message = frame.AsSpan(FakeContainer.Transport);
        Assert.That((frame[FakeContainer.Ip + 9], message[0], message[1]), Is.EqualTo(((byte)IpProtocol.Icmp, (byte)3, (byte)13)));
    }
}
