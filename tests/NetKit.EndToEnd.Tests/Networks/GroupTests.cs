using System;
using System.Net;
using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>mDNS, SSDP and broadcasts: heard by the containers of a network, and by nobody else.</summary>
public sealed class GroupTests : DaemonFixture
{
    private const string Mdns = "224.0.0.251";
    private const string Ssdp = "239.255.255.250";

    protected override void BeforeTests()
    {
        _ = Daemon.Ask("network", "create", "all", "--subnet", "10.80.0.0/24", "--host-interface", "nkall", "--host-multicast").Succeeded();
        Connect("blue", "one");
        Connect("blue", "two");
        Connect("red", "far");
        Connect("all", "one");
    }

    [TestCase(Mdns, 5353)]
    [TestCase(Ssdp, 1900)]
    [TestCase("10.77.0.255", 137)]
    public void What_one_says_to_all_is_heard_and_can_be_answered(string group, int port)
    {
        Container one = ContainerOf("blue/one");
        Container two = ContainerOf("blue/two");
        using Socket far = Listen(ContainerOf("red/far").Namespace, ContainerOf("red/far").Address, group, port);
        using Socket host = Listen(Host, BlueGateway, group, port);
        using Socket listener = Listen(two.Namespace, two.Address, group, port);
        using Socket speaker = Speaker(one);
        _ = speaker.SendTo("who is there?"u8, new IPEndPoint(IPAddress.Parse(group), port));

        byte[] heard = new byte[100];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int length = listener.ReceiveFrom(heard, ref from);
        Assert.That(heard[..length], Is.EqualTo("who is there?"u8.ToArray()));
        Assert.That(((IPEndPoint)from).Address.ToString(), Is.EqualTo(one.Address));
        _ = listener.SendTo("two"u8, from);
        Assert.That(speaker.Receive(heard), Is.EqualTo(3));
        Assert.That(far.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectRead), Is.False, "another network");
        Assert.That(host.Poll(TimeSpan.Zero, SelectMode.SelectRead), Is.False, "the host");
    }

    [Test]
    public void The_host_hears_it_where_it_is_asked_for()
    {
        Container one = ContainerOf("all/one");
        using Socket host = Listen(Host, one.Gateway, Mdns, 5353);
        using Socket speaker = Speaker(one);
        _ = speaker.SendTo("who is there?"u8, new IPEndPoint(IPAddress.Parse(Mdns), 5353));
        Assert.That(host.Receive(new byte[100]), Is.EqualTo(13));
    }

    private static Socket Speaker(Container container)
    {
        Socket speaker = container.Namespace.Datagrams(container.Address, 0);
        speaker.ReceiveTimeout = 5000;
        speaker.EnableBroadcast = true;
        speaker.SetSocketOption(
            SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.Parse(container.Address).GetAddressBytes());
        return speaker;
    }

    private static Socket Listen(NetworkNamespace place, string address, string group, int port)
    {
        IPAddress joined = IPAddress.Parse(group);
        Socket listener = place.Datagrams("0.0.0.0", port);
        listener.ReceiveTimeout = 5000;
        if (joined.GetAddressBytes()[0] >> 4 == 0xE)
        {
            listener.SetSocketOption(
                SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(joined, IPAddress.Parse(address)));
        }

        return listener;
    }
}
