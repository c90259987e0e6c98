using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Tcp;

/// <summary>Without <c>--host-loopback</c> nothing of the host's own is reachable.</summary>
public sealed class HostLoopbackTests() : HostLoopbackFixture("127.0.0.1", Lab.Gateway, Lab.BoxAddress)
{
    [Test]
    public void Other_hosts_are_reachable_all_the_same()
    {
        using Server web = WebServer.Start(Lab.Far.Listen(Lab.FarAddress, 80));
        string answer = Lab.Box.Run("curl", "-sS", $"http://{Lab.FarAddress}/").Succeeded();
        Assert.That(answer, Does.StartWith(Lab.HostAddress + ":"), "the host's address stands for the container's");
    }
}
