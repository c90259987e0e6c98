using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Dns;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Udp;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Tests;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

/// <summary>A query costs no allocation, but for the ports that are opened anew now and then.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class DnsAllocationTests
{
    private const int Queries = 2_000;
    private const int AllowedPerQuery = 32;

    [Test]
    public void A_forwarded_query_allocates_next_to_nothing()
    {
        // The server is a socket of the same loop, so that the loop's thread does all the work and can count what it allocates.
        using EventLoop loop = new("dns-allocation");
        DatagramEngine engine = new(loop);
        LoopServer server = new(engine);
        DnsServiceOptions options = new() { HostsFile = string.Empty, Servers = [server.At], Cache = new DnsCacheOptions { Entries = 0 } };
        DnsService service = new(engine, options);
        using LoopAsker asker = new(loop, service);
        loop.Start();
        _ = asker.Run(Queries);
        using QuietHeap quiet = new();
        long allocated = asker.Run(Queries);
        _ = loop.RunAsync(() =>
        {
            service.Dispose();
            server.Dispose();
            return true;
        }).Wait(TimeSpan.FromSeconds(10));
        Assert.That(allocated / Queries, Is.LessThan(AllowedPerQuery));
    }
}
