using System;
using System.Collections.Generic;
using NetKit.EndToEnd.Tests.Harness;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>Tests that share a daemon with the networks six, seven and dark, the last of which is internal, all with IPv6.</summary>
public abstract class Ipv6Fixture : DaemonFixture
{
    private protected const string SixGateway = "fd00:66::1";
    private protected const string SevenGateway = "fd00:67::1";

    protected override void BeforeTests()
    {
        Ipv6Lab.Add(Lab);
        Create("six", "10.66.0.0/24", "fd00:66::/64");
        Create("seven", "10.67.0.0/24", "fd00:67::/64");
        Create("dark", "10.68.0.0/24", "fd00:68::/64", "--internal");
    }

    private protected void Create(string name, string subnet, string prefix, params IEnumerable<string> options) =>
        _ = Daemon.Ask(["network", "create", name, "--subnet", subnet, "--ipv6", prefix, .. options]).Succeeded();

    private protected static void WaitForAddress(Container container, Func<string, bool> isThere, string what) => Eventually.True(
        () => isThere(container.Namespace.Ip("-6 address show dev eth0")), TimeSpan.FromSeconds(10), what);
}
