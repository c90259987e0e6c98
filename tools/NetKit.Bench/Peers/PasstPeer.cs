using System.Collections.Generic;
using System.Globalization;

namespace NetKit.Bench.Peers;

/// <remarks>As root it would become nobody, who may not make the socket in the lab's folder: hence --runas.</remarks>
internal sealed class PasstPeer(string name, string program) : MachinePeer(name, program)
{
    public override string Description => PeerVersion.OfPackage(Program) is var package && package.Contains("unknown")
        ? PeerVersion.Of(Program, "--version")
        : package;

    protected override IReadOnlyList<string> CommandFor(TapRequest request) =>
    [
        Program, "--foreground", "--runas", "0", "--ipv4-only", "--socket", SocketOf(request),
        "--address", ContainerAddress, "--netmask", "24", "--gateway", GatewayAddress,
        "--mtu", request.Mtu.ToString(CultureInfo.InvariantCulture), "--tcp-ports", "none", "--udp-ports", "none",
    ];
}
