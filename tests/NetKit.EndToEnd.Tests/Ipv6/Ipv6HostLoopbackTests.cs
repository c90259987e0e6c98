using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Tcp;

namespace NetKit.EndToEnd.Tests.Ipv6;

/// <summary>Without <c>--host-loopback</c> nothing of the host's own is reachable over IPv6 either.</summary>
public sealed class Ipv6HostLoopbackTests() : HostLoopbackFixture("::1", Ipv6Lab.Gateway, Ipv6Lab.BoxAddress, "-6")
{
    protected override void BeforeNetkit()
    {
        Ipv6Lab.Add(Lab);
        base.BeforeNetkit();
    }
}
