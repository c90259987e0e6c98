using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.6 and §3.10.4: the end in good order.</summary>
public sealed class ClosingTests : ScriptFixture
{
    [Test]
    public void A_fin_in_established_moves_to_close_wait() =>
        Established()
            .Peer(Fin).Expect(AckOf(2))
            .StateIs(TcpState.CloseWait)
            .Heard("end");
}
