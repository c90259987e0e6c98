using System.Collections.Generic;
using System.Globalization;

namespace NetKit.Bench.Peers;

/// <remarks>
/// As root it would become nobody, who may not enter the namespace: hence --runas. It is given an address of its own as
/// rootlesskit does; its default, the host's own address, could not reach the servers here.
/// </remarks>
internal sealed class PastaPeer(string name, string program) : TapPeer(name, program)
{
    public override string Description => PeerVersion.OfPackage(Program) is var package && package.Contains("unknown")
        ? PeerVersion.Of(Program, "--version")
        : package;

    protected override IReadOnlyList<string> CommandFor(TapRequest request) =>
    [
        Program, "--foreground", "--runas", "0", "--ipv4-only", "--config-net",
        "--address", ContainerAddress, "--netmask", "24", "--gateway", GatewayAddress,
        "--mtu", request.Mtu.ToString(CultureInfo.InvariantCulture), "--dns-forward", NameServerAddress,
        "--tcp-ports", Ports(request), "--udp-ports", "none", "--tcp-ns", "none", "--udp-ns", "none",
        "--netns-only", "--netns", request.Namespace,
    ];

    private static string Ports(TapRequest request) =>
        $"127.0.0.1/{request.PublishedBase}:{PeerSite.ContainerBulkPort},{request.PublishedBase + 1}:{PeerSite.ContainerEchoPort}";
}
