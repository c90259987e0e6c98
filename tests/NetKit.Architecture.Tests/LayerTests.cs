using System.Linq;
using System.Reflection;
using NetArchTest.Rules;
using NUnit.Framework;

namespace NetKit.Architecture.Tests;

/// <summary>Who may know whom (netstack/README.md). The stack has no clock, thread, file, socket, random source or logger.</summary>
public sealed class LayerTests
{
    private const string Stack = "NetKit.Netstack";

    private static Assembly Netstack => Assembly.Load(Stack);

    [TestCase("System.IO")]
    [TestCase("System.Net.Sockets")]
    [TestCase("System.Net.NetworkInformation")]
    [TestCase("System.Threading")]
    [TestCase("System.Timers")]
    [TestCase("System.Console")]
    [TestCase("System.Random")]
    [TestCase("System.Guid")]
    [TestCase("System.TimeProvider")]
    [TestCase("System.Security.Cryptography.RandomNumberGenerator")]
    [TestCase("System.Diagnostics.Stopwatch")]
    [TestCase("System.Diagnostics.Process")]
    [TestCase("System.Diagnostics.Trace")]
    [TestCase("System.Collections.Concurrent")]
    [TestCase("System.Runtime.CompilerServices.Unsafe")]
    [TestCase("Microsoft.Extensions")]
    public void The_stack_knows_nothing_of(string api) => Knows(Types.InAssembly(Netstack), "the stack", api);

    [TestCase("Wire", "Time Storage Link Network Transport Services")]
    [TestCase("Time", "Wire Storage Link Network Transport Services")]
    [TestCase("Storage", "Wire Link Network Transport Services")]
    [TestCase("Link", "Network Transport Services")]
    [TestCase("Transport", "Network Link Services")]
    [TestCase("Services", "Network Link Transport")]
    public void A_layer_knows_nothing_of_those_above_it(string layer, string others) =>
        Knows(
            Types.InAssembly(Netstack).That().ResideInNamespaceStartingWith($"{Stack}.{layer}"),
            layer,
            [.. others.Split(' ').Select(static other => $"{Stack}.{other}")]);

    [Test]
    public void Links_know_frames_and_nothing_of_what_is_in_them() =>
        Knows(Types.InAssembly(Assembly.Load("NetKit.Links")), "links", $"{Stack}.Network", $"{Stack}.Transport", $"{Stack}.Services");

    [Test]
    public void Interop_knows_values_of_the_wire_and_nothing_else_of_the_stack() =>
        Knows(
            Types.InAssembly(Assembly.Load("NetKit.Interop")),
            "interop",
            $"{Stack}.Link", $"{Stack}.Network", $"{Stack}.Transport", $"{Stack}.Services", $"{Stack}.Storage");

    private static void Knows(Types types, string who, params string[] apis) =>
        Knows(types.That().ResideInNamespaceStartingWith("NetKit"), who, apis);

    private static void Knows(PredicateList types, string who, params string[] apis)
    {
        TestResult result = types.ShouldNot().HaveDependencyOnAny(apis).GetResult();
        Violations.AssertNone(result.FailingTypeNames ?? [], $"{who} must not know {string.Join(", ", apis)}");
    }
}
