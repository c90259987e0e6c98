using System;
using System.Diagnostics;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Dns;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Udp;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

/// <summary>A running loop with a DNS service on it, and a client.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DnsBench : IDisposable
{
    private readonly EventLoop _loop = new("dns-test");
    private readonly DatagramEngine _engine;

    public DnsBench(DnsServiceOptions options)
    {
        _engine = new DatagramEngine(_loop);
        Service = new DnsService(_engine, options, Logger);
        _loop.Start();
    }

    public DnsBench(params ScriptedServer[] servers)
        : this(With(servers))
    {
    }

    public DnsService Service { get; }

    public RecordingClient Client { get; } = new();

    public RecordingLogger Logger { get; } = new();

    public DnsSnapshot Snapshot => OnLoop(_ => Service.Snapshot());

    /// <summary>A network 10.0.2.0/24 without hosts file, whose upstream servers are these.</summary>
    public static DnsServiceOptions With(params ScriptedServer[] servers)
    {
        _ = IpPrefix.TryParse("10.0.2.0/24", out IpPrefix subnet);
        return new DnsServiceOptions
        {
            HostsFile = string.Empty,
            Servers = [.. servers.Select(static server => server.At)],
            OwnAddresses = [IpAddress.FromV4(10, 0, 2, 3)],
            Zone = new DnsZoneOptions { Gateways = [IpAddress.FromV4(10, 0, 2, 2)], Subnets = [subnet] },
        };
    }

    public bool Send(byte[] query, DnsTransport transport = DnsTransport.Udp, long token = 7) =>
        OnLoop(now => Service.Query(now, query, transport, Client, token));

    /// <summary>Sends a query and waits for its answer.</summary>
    public byte[] Ask(byte[] query, DnsTransport transport = DnsTransport.Udp)
    {
        _ = Send(query, transport);
        return Client.Next();
    }

    /// <summary>Waits for something that shows in the counters only. Each look is a turn of the loop.</summary>
    public void Until(Func<DnsSnapshot, bool> isSo)
    {
        long began = Stopwatch.GetTimestamp();
        while (!isSo(Snapshot))
        {
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(10)), "It did not come to be within 10 s.");
        }
    }

    /// <summary>Asks for a name until the answer is right.</summary>
    public void UntilAnswer(string name, Func<byte[], bool> isRight) => Until(_ => isRight(Ask(Message.Query(name))));

    public T OnLoop<T>(Func<Instant, T> work) => _loop.RunAsync(() => work(_loop.Now)).GetAwaiter().GetResult();

    public void Dispose()
    {
        _ = OnLoop(_ =>
        {
            Service.Dispose();
            return true;
        });
        _loop.Dispose();
    }
}
