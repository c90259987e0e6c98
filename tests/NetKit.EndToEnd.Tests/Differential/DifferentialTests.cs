using System.Collections.Generic;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.Links.Tap;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>The same segments to the kernel's TCP and to NetKit's: the same answers, but for those in the table of tests/README.md.</summary>
[Requires("ip", "sysctl")]
public sealed class DifferentialTests
{
    private readonly IReadOnlyDictionary<string, (string Linux, string NetKit)> _known = KnownDifferences.Read();
    private NetworkNamespace? _place;
    private TapPort? _tap;
    private ushort _number;

    private static IEnumerable<string> Names => Exchanges.All.Select(static exchange => exchange.Name);

    [OneTimeSetUp]
    public void OpenTap()
    {
        _place = new NetworkNamespace();
        _tap = LinuxEnd.OpenTap(_place);
    }

    [OneTimeTearDown]
    public void CloseTap()
    {
        _tap?.Dispose();
        _place?.Dispose();
    }

    [TestCaseSource(nameof(Names))]
    public void NetKit_answers_as_Linux_does(string name)
    {
        Exchange exchange = Exchanges.All.Single(one => one.Name == name);
        using LinuxEnd linux = new(_place!, _tap!, ++_number, exchange.IsRefused);
        using NetKitEnd netkit = new(exchange.IsRefused);
        IReadOnlyList<string> expected = exchange.Run(linux);
        IReadOnlyList<string> actual = exchange.Run(netkit);
        int first = Enumerable.Range(0, expected.Count).FirstOrDefault(index => expected[index] != actual[index], -1);
        (string Linux, string NetKit)? difference = first < 0 ? null : (expected[first], actual[first]);
        (string Linux, string NetKit)? known = _known.TryGetValue(name, out (string, string) row) ? row : null;

        Assert.That(difference, Is.EqualTo(known), () =>
            $"Linux\n  {string.Join("\n  ", expected)}\nNetKit\n  {string.Join("\n  ", actual)}\n"
            + $"The table of tests/README.md says {known?.ToString() ?? "that they are the same"}.");
    }

    [Test]
    public void The_table_speaks_of_exchanges_that_there_are() =>
        Assert.That(_known.Keys, Is.SubsetOf(Names));

    [Test]
    public void Exchanges_have_names_of_their_own() => Assert.That(Names, Is.Unique);
}
