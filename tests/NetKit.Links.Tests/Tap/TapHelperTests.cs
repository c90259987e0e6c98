using System.Runtime.Versioning;
using NetKit.Links.Tap;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Links.Tests.Tap;

[SupportedOSPlatform("linux")]
[Platform("Linux")]
public sealed class TapHelperTests
{
    [Test]
    public void What_is_written_for_the_helper_is_read_by_it()
    {
        TapConfiguration configuration = new()
        {
            InterfaceName = "nk0",
            Mtu = 1500,
            Mac = new MacAddress(0x0242_AC1E_0001),
            QueueLength = 7,
            Configure = false,
            Persistent = true,
            Ipv6 = false,
            LinkLocal = false,
            Address = IpAddress.FromV4(10, 0, 2, 100),
            Gateway = IpAddress.FromV4(10, 0, 2, 2),
        };
        Assert.That(TapHelper.TryParse([.. TapHelper.Arguments(configuration)], out TapConfiguration read), Is.True);
        Assert.That(read, Is.EqualTo(configuration));
    }

    [Test]
    public void A_word_that_is_not_known_is_refused()
    {
        Assert.That(TapHelper.TryParse(["persistent", "x"], out _), Is.False);
        Assert.That(TapHelper.TryParse(["colour", "1"], out _), Is.False);
        Assert.That(TapHelper.TryParse(["mtu"], out _), Is.False);
    }
}
