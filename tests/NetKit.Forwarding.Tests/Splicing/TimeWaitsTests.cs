using System;
using NetKit.Forwarding.Splicing;
using NetKit.Interop;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Splicing;

/// <summary>Ports that wait after their connection's end, each for a minute.</summary>
public sealed class TimeWaitsTests
{
    private static readonly SocketEndpoint Place = new(IpAddress.FromV4(10, 0, 2, 100), 80);
    private static readonly Instant Start = Instant.Zero + TimeSpan.FromDays(1);

    [Test]
    public void Too_many_are_so_until_the_first_have_waited_for_a_minute()
    {
        TimeWaits waits = new();
        Note(waits, Start, TimeWaits.Most - 1);
        Assert.That(waits.AreTooMany(Start, Place), Is.False);
        Note(waits, Start + TimeSpan.FromSeconds(30), 1);
        Assert.That(waits.AreTooMany(Start + TimeSpan.FromSeconds(30), Place), Is.True);
        Assert.That(waits.AreTooMany(Start + TimeSpan.FromSeconds(60), Place), Is.True, "rather a second too long");
        Assert.That(waits.AreTooMany(Start + TimeSpan.FromSeconds(62), Place), Is.False);
        Note(waits, Start + TimeSpan.FromSeconds(62), TimeWaits.Most - 2);
        Assert.That(waits.AreTooMany(Start + TimeSpan.FromSeconds(62), Place), Is.False);
        Note(waits, Start + TimeSpan.FromSeconds(62), 1);
        Assert.That(waits.AreTooMany(Start + TimeSpan.FromSeconds(62), Place), Is.True);
        Assert.That(waits.AreTooMany(Start + TimeSpan.FromDays(1), Place), Is.False);
    }

    [Test]
    public void Other_places_have_ports_of_their_own()
    {
        TimeWaits waits = new();
        Note(waits, Start, TimeWaits.Most);
        Assert.That(waits.AreTooMany(Start, Place), Is.True);
        Assert.That(waits.AreTooMany(Start, Place with { Port = 81 }), Is.False);
    }

    private static void Note(TimeWaits waits, Instant at, int count)
    {
        for (int i = 0; i < count; i++)
        {
            waits.Note(at, Place);
        }
    }
}
