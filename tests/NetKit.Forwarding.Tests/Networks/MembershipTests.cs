using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Networks;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Networks;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MembershipTests : NetworkFixture
{
    [Test]
    public async Task Endpoints_know_each_other_by_name_alias_and_address()
    {
        await StartAsync();
        Assert.That(AddressesIn(One.Ask(Gateway, "c12")), Is.EqualTo((IpAddress[])[Two.Address]));
        Assert.That(AddressesIn(One.Ask(Gateway, "c12.netkit.internal")), Is.EqualTo((IpAddress[])[Two.Address]));
        Assert.That(AddressesIn(One.Ask(Gateway, "shared")), Is.EquivalentTo((IpAddress[])[One.Address, Two.Address]));
        Assert.That(AddressesIn(One.Ask(Gateway, "host.docker.internal")), Is.EqualTo((IpAddress[])[Gateway]));
        byte[] reverse = One.Ask(Gateway, "12.0.30.172.in-addr.arpa", DnsType.Ptr);
        Assert.That(reverse.AsSpan().IndexOf("\u0003c12\u0006netkit\u0008internal\0"u8), Is.Positive);
    }

    [Test]
    public async Task Names_follow_renames_and_departures()
    {
        await StartAsync();
        Assert.That(await Network.RenameAsync("id12", "other", ["alias"]), Is.True);
        Assert.That(AddressesIn(One.Ask(Gateway, "other")), Is.EqualTo((IpAddress[])[Two.Address]));
        Assert.That(AddressesIn(One.Ask(Gateway, "alias")), Is.EqualTo((IpAddress[])[Two.Address]));
        Assert.That(AddressesIn(One.Ask(Gateway, "c12.netkit.internal")), Is.Empty);
        Assert.That(await Network.DetachAsync("id12"), Is.True);
        Assert.That(AddressesIn(One.Ask(Gateway, "alias.netkit.internal")), Is.Empty);
        Assert.That(Two.Link.IsDisposed, Is.True);
        Assert.That(await Network.DetachAsync("id12"), Is.False);
        Assert.That(await Network.RenameAsync("id12", "x", []), Is.False);
        _ = await AttachAsync(12, FakeLink.Offloading);
    }

    [Test]
    public async Task What_cannot_be_attached_is_refused_with_a_reason_and_left_alone()
    {
        await StartAsync();
        FakeContainer other = new(13, FakeLink.Offloading);
        EndpointOptions good = other.Options;
        EndpointOptions[] refused =
        [
            good with { Id = "id11" },
            good with { Address = One.Address },
            good with { Mac = One.Mac },
            good with { Address = Gateway },
            good with { Address = IpAddress.FromV4(10, 0, 0, 1) },
            good with { Address = Subnet.BroadcastV4 },
            good with { Address = Subnet.Address },
            good with { Mac = MacAddress.Broadcast },
            good with { Mac = default },
        ];
        foreach (EndpointOptions options in refused)
        {
            Assert.That(await Network.AttachAsync(options, other.Link, "tap"), Is.Not.Null.And.Not.Empty, options.ToString());
        }

        Assert.That(other.Link.IsDisposed, Is.False);
        Assert.That(await Network.AttachAsync(good, other.Link, "tap"), Is.Null);
    }

    [Test]
    public async Task An_interface_that_vanishes_takes_its_endpoint_along()
    {
        await StartAsync();
        TaskCompletionSource<string> gone = new();
        Network.EndpointGone += gone.SetResult;
        Two.Link.Vanish();
        Assert.That(await gone.Task.WaitAsync(TimeSpan.FromSeconds(5)), Is.EqualTo("id12"));
        Assert.That((await Network.EndpointsAsync()).Select(static endpoint => endpoint.Options.Id), Is.EqualTo((string[])["id11"]));
        Assert.That(AddressesIn(One.Ask(Gateway, "c12.netkit.internal")), Is.Empty);
    }

    [Test]
    public async Task A_published_port_leads_to_its_endpoint_and_ends_with_it()
    {
        await StartAsync();
        PortForward wish = new(ForwardProtocol.Tcp, new SocketEndpoint(IpAddress.LoopbackV4, 0), new SocketEndpoint(IpAddress.AnyV4, 80));
        ForwardResult result = await Network.PublishAsync("id12", wish);
        Assert.That(result.Published!.Forward.Container, Is.EqualTo(new SocketEndpoint(Two.Address, 80)));
        Assert.That((await Network.ForwardsAsync()).Select(static one => one.EndpointId), Is.EqualTo((string[])["id12"]));
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, result.Published.Forward.Host.Port);
        byte[] syn = Two.Link.NextIp();
        Assert.That(IpAddress.ReadV4(syn.AsSpan(FakeContainer.Ip + 12)), Is.EqualTo(Gateway));
        Assert.That(BinaryPrimitives.ReadUInt16BigEndian(syn.AsSpan(FakeContainer.Transport + 2)), Is.EqualTo(80));
        Assert.That((await Network.FlowsAsync()).Select(static flow => flow.Endpoint), Is.EqualTo((string[])["c12"]));
        Assert.That(await Network.DetachAsync("id12"), Is.True);
        Assert.That(async () => await client.GetStream().ReadAsync(new byte[1]), Throws.InstanceOf<System.IO.IOException>());
        Assert.That(await Network.ForwardsAsync(), Is.Empty);
        Assert.That((await Network.PublishAsync("id12", wish)).Failure, Does.Contain("id12"));
    }

    [Test]
    public async Task A_published_port_can_be_closed_again()
    {
        await StartAsync();
        PortForward wish = new(ForwardProtocol.Udp, new SocketEndpoint(IpAddress.LoopbackV4, 0), new SocketEndpoint(IpAddress.AnyV4, 80));
        ForwardResult result = await Network.PublishAsync("id11", wish);
        Assert.That(await Network.UnpublishAsync(result.Published!.Id), Is.True);
        Assert.That(await Network.UnpublishAsync(result.Published.Id), Is.False);
        Assert.That(await Network.ForwardsAsync(), Is.Empty);
    }

    private static List<IpAddress> AddressesIn(byte[] reply)
    {
        List<IpAddress> addresses = [];
        int count = BinaryPrimitives.ReadUInt16BigEndian(reply.AsSpan(6));
        int end = reply.AsSpan(12).IndexOf((byte)0) + 12 + 5;
        for (int i = 0; i < count; i++)
        {
            // A pointer to the name, type, class, time to live, length.
            addresses.Add(IpAddress.ReadV4(reply.AsSpan(end + 12)));
            end += 16;
        }

        return addresses;
    }
}
