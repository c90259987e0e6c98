using System.Runtime.Versioning;
using System.Threading.Tasks;
using NetKit.Forwarding.Networks;
using NetKit.Links.Host;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Networks;

/// <summary>A network in memory.</summary>
[SupportedOSPlatform("linux")]
internal abstract class NetworkFixture
{
    protected static IpAddress Gateway { get; } = IpAddress.FromV4(172, 30, 0, 1);

    protected static IpPrefix Subnet { get; } = IpPrefix.Of(Gateway, 24);

    protected static IpPrefix SubnetV6 { get; } = FakeContainer.SubnetV6;

    protected static IpAddress GatewayV6 { get; } = SubnetV6.At(1);

    protected NetworkOptions Options { get; set; } = new()
    {
        Name = "web",
        Subnet = Subnet,
        Gateway = Gateway,
        DnsServers = [new(IpAddress.LoopbackV4, 9)],
    };

    protected NetworkHost Network { get; private set; } = null!;

    protected FakeContainer One { get; private set; } = null!;

    protected FakeContainer Two { get; private set; } = null!;

    [TearDown]
    public async Task StopAsync()
    {
        if (Network is not null)
        {
            await Network.DisposeAsync();
        }
    }

    protected async Task StartAsync(IHostInterface? hostInterface = null, LinkCapabilities? second = null)
    {
        Network = NetworkHost.Start(Options, null, hostInterface);
        One = await AttachAsync(11, FakeLink.Offloading);
        Two = await AttachAsync(12, second ?? FakeLink.Offloading);
    }

    protected async Task<FakeContainer> AttachAsync(byte number, LinkCapabilities capabilities)
    {
        FakeContainer container = new(number, capabilities);
        Assert.That(await Network.AttachAsync(container.Options, container.Link, $"tap{number}"), Is.Null);
        return container;
    }
}
