using System;
using System.Net.Sockets;
using System.Runtime.Versioning;
using NetKit.Netstack.Tests;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Splicing;

/// <summary>Octets that pass cost no allocation, neither a few nor many.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class SpliceAllocationTests
{
    private const int Rounds = 500;

    // What the question for the number itself costs.
    private const long Allowed = 4096;

    [TestCase(10)]
    [TestCase(100_000)]
    public void Octets_that_pass_allocate_nothing(int length)
    {
        using SpliceLab lab = new();
        (Socket client, Socket service) = lab.Pair();
        using (client)
        using (service)
        {
            Exchange(client, service, length);
            using QuietHeap quiet = new();
            long before = lab.OnLoop(static _ => GC.GetAllocatedBytesForCurrentThread());
            Exchange(client, service, length);
            long after = lab.OnLoop(static _ => GC.GetAllocatedBytesForCurrentThread());
            Assert.That(after - before, Is.LessThan(Allowed));
        }
    }

    private static void Exchange(Socket client, Socket service, int length)
    {
        byte[] octets = new byte[length];
        for (int i = 0; i < Rounds; i++)
        {
            _ = client.Send(octets);
            for (int left = length; left > 0;)
            {
                left -= service.Receive(octets.AsSpan(0, left));
            }
        }
    }
}
