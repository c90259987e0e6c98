using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetKit.Fuzz.Campaigns;
using NetKit.Fuzz.Corpus;
using NUnit.Framework;

namespace NetKit.Fuzz.Tests;

/// <summary>Every target of <c>tools/fuzz</c>, for a moment and always with the same inputs. The long run is the tool's.</summary>
public sealed class FuzzTargetTests
{
    // Of a target that reads a small header; the others have as many fewer as they take longer.
    private const int Rounds = 60_000;

    private static IEnumerable<string> Names => FuzzTargets.All.Select(static target => target.Name);

    private SeedFrames _frames = null!;

    [OneTimeSetUp]
    public void LoadCaptures() => _frames = SeedFrames.Load(Path.Combine(AppContext.BaseDirectory, "captures"));

    [TestCaseSource(nameof(Names))]
    public void Nothing_breaks(string name)
    {
        IFuzzTarget target = FuzzTargets.Of(name);
        Finding? finding = Campaign.Run(target, _frames, seed: 1, round => round * target.Weight < Rounds);

        Assert.That(finding is null, () => $"{finding!.Error}\ninput: {Convert.ToHexString(finding.Input)}");
    }

    [TestCaseSource(nameof(Names))]
    public void There_is_something_honest_to_begin_with(string name) =>
        Assert.That(FuzzTargets.Of(name).Seeds(_frames).Where(static seed => seed.Length > 0), Is.Not.Empty);
}
