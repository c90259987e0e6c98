using System.Linq;
using System.Threading.Tasks;
using NetKit.Control.Ports;
using NetKit.Daemon.Control;
using NetKit.Forwarding.Endpoints;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Control;

/// <summary>Several ports as one.</summary>
public sealed class PortPublisherTests
{
    [Test]
    public async Task The_first_free_port_of_a_range_is_taken()
    {
        FakeTarget target = new() { Busy = { 8000, 8001 } };
        PublishResult result = await target.PublishAsync([Port(new PortRange(8000, 8009))]);
        Assert.That(result.Published.Single().Forward.Host.ToString(), Is.EqualTo("127.0.0.1:8002"));
    }

    [Test]
    public async Task A_range_without_a_free_port_is_refused()
    {
        FakeTarget target = new() { Busy = { 8000, 8001 } };
        PublishResult result = await target.PublishAsync([Port(new PortRange(8000, 8001))]);
        Assert.That(result.Refusal, Is.EqualTo("127.0.0.1:8001 is in use already."));
    }

    [Test]
    public async Task The_highest_port_ends_a_range()
    {
        FakeTarget target = new() { Busy = { 65534, 65535 } };
        PublishResult result = await target.PublishAsync([Port(new PortRange(65534, 65535))]);
        Assert.That(result.IsRefused, Is.True);
    }

    [Test]
    public async Task Any_port_is_left_to_the_system()
    {
        PublishResult result = await new FakeTarget().PublishAsync([Port(PortRange.Any), Port(PortRange.Any)]);
        Assert.That(result.Published.Select(static one => one.Forward.Host.Port), Is.EqualTo((ushort[])[0, 0]));
    }

    [Test]
    public async Task A_refusal_leaves_nothing_behind()
    {
        FakeTarget target = new() { Busy = { 8001 } };
        PublishResult result = await target.PublishAsync([Port(new PortRange(8000, 8000)), Port(new PortRange(8001, 8001))]);
        Assert.That(result.IsRefused, Is.True);
        Assert.That(await target.ForwardsAsync(), Is.Empty);
    }

    [Test]
    public async Task The_protocol_is_kept()
    {
        PublishResult result = await new FakeTarget().PublishAsync([Port(PortRange.Any) with { Protocol = PortProtocol.Udp }]);
        Assert.That(result.Published.Single().Forward.Protocol, Is.EqualTo(ForwardProtocol.Udp));
    }

    private static PublishedPort Port(PortRange host) => new(PortProtocol.Tcp, null, host, 80);
}
