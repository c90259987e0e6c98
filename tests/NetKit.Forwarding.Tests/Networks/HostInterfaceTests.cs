using System;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Networks;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HostInterfaceTests : NetworkFixture
{
    [Test]
    public async Task It_is_opened_with_the_gateways_addresses()
    {
        FakeHostInterface host = await StartWithHostAsync();
        Assert.That(Network.HostInterfaceProblem, Is.Null);
        Assert.That(Network.HostInterfaceName, Is.EqualTo("netkit7"));
        Assert.That((host.Settings!.Address, host.Settings.Mac, host.Settings.Subnet), Is.EqualTo((Gateway, NodeOptions.UsualMac, Subnet)));
    }

    [Test]
    public async Task Without_it_the_network_works_and_says_why()
    {
        FakeHostInterface none = new("It takes root.");
        await StartAsync(none);
        Assert.That(Network.HostInterfaceProblem, Is.EqualTo("It takes root."));
        Assert.That(Network.HostInterfaceName, Is.Null);
        One.SendUdp(Two.Address, 1, 2, [1], Two.Mac);
        _ = Two.Link.NextIp();
    }

    [Test]
    public async Task The_gateways_services_are_the_nodes_and_the_rest_is_the_hosts()
    {
        FakeHostInterface host = await StartWithHostAsync();
        Assert.That(One.Ask(Gateway, "c12")[3] & 0xF, Is.Zero);
        One.SendSyn(Gateway, 5000, 8000);
        Assert.That(host.Host.NextIp()[FakeContainer.Transport + 3], Is.EqualTo(8000 & 0xFF));
        One.SendUdp(Gateway, 5000, 8001, [1]);
        Assert.That(host.Host.NextIp()[FakeContainer.Transport + 3], Is.EqualTo(8001 & 0xFF));
        Assert.That(host.Host.HasMore, Is.False);
    }

    [Test]
    public async Task The_hosts_loopback_is_the_nodes_but_an_answer_to_the_host_is_the_hosts()
    {
        Options = Options with { HostLoopback = true };
        FakeHostInterface host = await StartWithHostAsync();
        host.Host.Push(FrameOffload.Complete, HostFrame(6000, 7000));
        _ = One.Link.NextIp();
        One.SendUdp(Gateway, 7001, 9, [1]);
        One.SendUdp(Gateway, 7000, 6000, [1]);
        Assert.That(host.Host.NextIp()[FakeContainer.Transport + 3], Is.EqualTo(6000 & 0xFF));
        Assert.That(host.Host.HasMore, Is.False);
    }

    /// <summary>What comes behind it on the same way shows that it did not come.</summary>
    [TestCase(false, 8001)]
    [TestCase(true, 5353)]
    public async Task What_containers_say_to_a_group_is_for_the_host_if_it_is_asked_for(bool isAsked, int first)
    {
        Options = Options with { HostMulticast = isAsked };
        FakeHostInterface host = await StartWithHostAsync();
        IpAddress mdns = IpAddress.FromV4(224, 0, 0, 251);
        One.SendUdp(mdns, 5353, 5353, [1], MacAddress.OfGroup(mdns));
        One.SendUdp(Gateway, 5000, 8001, [1]);
        Assert.That(host.Host.NextIp()[FakeContainer.Transport + 3], Is.EqualTo(first & 0xFF));
        Assert.That(Two.Link.NextIp()[FakeContainer.Transport + 3], Is.EqualTo(5353 & 0xFF));
    }

    private async Task<FakeHostInterface> StartWithHostAsync()
    {
        FakeHostInterface host = new(null);
        Options = Options with { HostInterface = "netkit7" };
        await StartAsync(host);
        return host;
    }

    private byte[] HostFrame(ushort sourcePort, ushort port)
    {
        byte[] frame = new byte[FakeContainer.Transport + UdpHeader.Length];
        new EthernetHeader(One.Mac, NodeOptions.UsualMac, EtherType.Ipv4).Emit(frame);
        Ipv4Header ip = new() { Source = Gateway, Destination = One.Address, Protocol = IpProtocol.Udp, TimeToLive = 64, PayloadLength = UdpHeader.Length };
        ip.Emit(frame.AsSpan(FakeContainer.Ip));
        new UdpHeader(sourcePort, port, 0).Emit(frame.AsSpan(FakeContainer.Transport));
        return frame;
    }
}
