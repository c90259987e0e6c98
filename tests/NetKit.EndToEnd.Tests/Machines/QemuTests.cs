using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>A real virtual machine, with its own kernel and its own clients, on a network with another one.</summary>
[Requires(Guest.Program, Guest.Kernel, "curl", "udhcpc", "ping")]
public sealed class QemuTests() : ServeFixture("--host-loopback", "--name", "vm", "-6", "-p", "127.0.0.1:8081:80")
{
    private const long Length = 8L << 20;
    private const int Port = 8080;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private Payload? _payload;
    private Guest _guest = null!;
    private string _lease = string.Empty;

    [OneTimeSetUp]
    public void Boot()
    {
        _guest = Guest.Boot(Scratch, MachineSocket);
        _lease = _guest.TakeLease();
        _ = _guest.Run("httpd -p 80 -h /www");
        _ = Keep(RelayMachine.Connect(Lab.Box, MachineSocket));
        _ = Lease(Lab.Box);
    }

    [OneTimeTearDown]
    public void PowerOff() => _guest?.Dispose();

    protected override void BeforeNetkit()
    {
        _payload = Payload.Create(Keep(Scratch.InMemory()).PathOf("payload"), Length);
        _ = Keep(WebServer.Start(Lab.Host.Listen("127.0.0.1", Port), _payload));
    }

    [Test]
    public void It_is_configured_by_dhcp() =>
        Assert.That(_lease, Does.Contain($"ip={Lab.BoxAddress} mtu=1500 router={Lab.Gateway} dns={Lab.Dns}"));

    [Test]
    public void What_it_downloads_arrives_as_it_was_sent() => Assert.That(
        _guest.Run($"wget -q -O - http://{Lab.Gateway}:{Port}/ | sha256sum"), Does.StartWith(_payload!.Hash));

    [Test]
    public async Task What_it_uploads_arrives_as_it_was_sent()
    {
        using Socket listener = Lab.Host.Listen("127.0.0.1", 9000);
        Task<string> hash = Task.Run(async () =>
        {
            using Socket connection = await listener.AcceptAsync().ConfigureAwait(false);
            return await Payload.HashAsync(connection).ConfigureAwait(false);
        });
        string sent = _guest.Run($"head -c {Length} /dev/urandom > /sent; nc {Lab.Gateway} 9000 < /sent; sha256sum < /sent; rm /sent");
        Assert.That(sent, Does.StartWith(await hash.WaitAsync(Limit).ConfigureAwait(false)));
    }

    [Test]
    public void A_published_port_leads_to_it() => Assert.That(
        Lab.Host.Run("curl", "-sS", "--fail", "http://127.0.0.1:8081/").Succeeded(), Is.EqualTo("a page of the guest\n"));

    [Test]
    public void It_finds_names()
    {
        Assert.That(_guest.Run("nslookup -type=a host.netkit.internal"), Does.Contain($"Address: {Lab.Gateway}"));
        Assert.That(_guest.Run("nslookup -type=a vm-2.netkit.internal"), Does.Contain("Address: 10.0.2.101"));
    }

    [Test]
    public void It_pings_the_rest_of_the_world() => _ = _guest.Run($"ping -c 2 -W 5 {Lab.FarAddress}");

    [Test]
    public void It_and_another_machine_reach_each_other()
    {
        Assert.That(Lab.Box.Run("curl", "-sS", "--fail", $"http://{Lab.BoxAddress}/").Succeeded(), Is.EqualTo("a page of the guest\n"));
        using Server web = WebServer.Start(Lab.Box.Listen("0.0.0.0", Port));
        Assert.That(_guest.Run($"wget -q -O - http://10.0.2.101:{Port}/"), Does.StartWith($"{Lab.BoxAddress}:"));
    }

    [Test]
    public void It_speaks_ipv6()
    {
        Eventually.True(
            () => _guest.Run("ip -6 address show dev eth0 scope global").Contains("fd00::", StringComparison.Ordinal),
            Limit,
            "no address was made from what the router advertises");
        _ = _guest.Run("ping -6 -c 2 -W 5 fd00::2");
    }
}
