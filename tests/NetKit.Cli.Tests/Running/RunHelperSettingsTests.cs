using System.Collections.Generic;
using System.Linq;
using NetKit.Cli.Options;
using NetKit.Cli.Running;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Running;

/// <summary>What the outside tells the inside of <c>netkit run</c>.</summary>
public sealed class RunHelperSettingsTests
{
    [Test]
    public void Everything_survives_the_way()
    {
        NetworkPlan plan = NetworkPlan.Create(new NetworkChoices { Search = ["a.example", "b.example"], Mtu = "1500" }, "x");
        RunHelperSettings sent = RunHelperSettings.Of(plan, new LifeChoices(null, 5, 6, null, false));
        string[] command = ["sh", "-c", "--", "dns 1.2.3.4"];
        string[] arguments = [.. sent.ToArguments(command)];
        Assert.That(RunHelperSettings.TryParse(arguments, out RunHelperSettings? received, out IReadOnlyList<string> words), Is.True);
        Assert.That(received!.ToArguments(words), Is.EqualTo(arguments));
        Assert.That(words, Is.EqualTo(command));
        Assert.That(received.Close, Is.EqualTo((int[])[5, 6]));
        Assert.That(received.Tap.Address.ToString(), Is.EqualTo("10.0.2.100"));
        Assert.That(received.Tap.Mtu, Is.EqualTo(1500));
    }

    [Test]
    public void Without_dns_nothing_is_said_of_it()
    {
        NetworkPlan plan = NetworkPlan.Create(new NetworkChoices { Dns = ["none"] }, "x");
        RunHelperSettings sent = RunHelperSettings.Of(plan, new LifeChoices(null, null, null, null, false));
        Assert.That(sent.ToArguments(["true"]), Does.Not.Contain("dns"));
    }

    [TestCase("")]
    [TestCase("--")]
    [TestCase("mtu 1500 prefix 24")]
    [TestCase("mtu 1500 prefix 24 --")]
    [TestCase("mtu 1500 prefix -- true")]
    [TestCase("mtu x prefix 24 -- true")]
    [TestCase("what 1 mtu 1500 prefix 24 -- true")]
    [TestCase("prefix 24 -- true")]
    public void Words_of_somebody_else_are_refused(string words) =>
        Assert.That(
            RunHelperSettings.TryParse(words.Split(' ').Where(static word => word.Length > 0).ToArray(), out _, out _), Is.False);
}
