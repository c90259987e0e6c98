using System.Collections.Generic;
using System.Globalization;

namespace NetKit.Bench.Peers;

/// <summary>gvproxy of gvisor-tap-vsock, on the addresses that it has unless told otherwise.</summary>
internal sealed class GvproxyPeer(string name, string program) : MachinePeer(name, program)
{
    public override string Description => PeerVersion.Of(Program, "-version");

    protected override (string Own, string Gateway) Addresses => ("192.168.127.2", "192.168.127.1");

    // It publishes a port for ssh whether that is wanted or not.
    protected override IReadOnlyList<string> CommandFor(TapRequest request) =>
    [
        Program, "-listen-qemu", $"unix://{SocketOf(request)}", "-mtu", request.Mtu.ToString(CultureInfo.InvariantCulture),
        "-ssh-port", request.PublishedBase.ToString(CultureInfo.InvariantCulture),
    ];
}
