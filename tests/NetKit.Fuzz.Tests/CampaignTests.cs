using System;
using System.Collections.Generic;
using System.IO;
using NetKit.Fuzz.Campaigns;
using NetKit.Fuzz.Corpus;
using NUnit.Framework;

namespace NetKit.Fuzz.Tests;

/// <summary>That a campaign finds what there is to find, and the same again.</summary>
public sealed class CampaignTests
{
    private static readonly ReaderTarget Fragile = new("fragile", "breaks on an 'x' that no seed has", Break, static _ => ["abcdef"u8.ToArray()]);

    private SeedFrames _frames = null!;

    [OneTimeSetUp]
    public void LoadCaptures() => _frames = SeedFrames.Load(Path.Combine(AppContext.BaseDirectory, "captures"));

    [Test]
    public void What_breaks_is_found_and_breaks_again()
    {
        Finding? finding = Campaign.Run(Fragile, _frames, seed: 1, static round => round < 100_000);

        Assert.That(finding, Is.Not.Null);
        Assert.That(finding.Input, Does.Contain((byte)'x'));
        Assert.That(Campaign.Try(Fragile, finding.Input)!.Error, Is.TypeOf<InvalidOperationException>());
    }

    [Test]
    public void The_same_seed_finds_the_same()
    {
        Finding? first = Campaign.Run(Fragile, _frames, seed: 2, static round => round < 100_000);
        Finding? second = Campaign.Run(Fragile, _frames, seed: 2, static round => round < 100_000);

        Assert.That(second!.Input, Is.EqualTo(first!.Input));
    }

    [Test]
    public void Memory_without_bound_is_a_finding()
    {
        ReaderTarget greedy = new("greedy", "believes a length", static _ => GC.KeepAlive(new byte[300 << 20]), static _ => []);

        Assert.That(Campaign.Try(greedy, [1])!.Error, Is.TypeOf<OracleException>());
    }

    [Test]
    public void Targets_have_names_of_their_own()
    {
        HashSet<string> names = [];
        foreach (IFuzzTarget target in FuzzTargets.All)
        {
            Assert.That(names.Add(target.Name), target.Name);
            Assert.That(target.About, Is.Not.Empty);
        }
    }

    private static void Break(ReadOnlySpan<byte> input)
    {
        if (input.Contains((byte)'x'))
        {
            throw new InvalidOperationException("an x");
        }
    }
}
