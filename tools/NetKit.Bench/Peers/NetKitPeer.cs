using System;
using System.Collections.Generic;
using System.Globalization;
using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

internal sealed class NetKitPeer(string name, string program) : TapPeer(name, program)
{
    public override string Description => PeerVersion.Of(Program, "version");

    public override PeerAbilities Abilities => base.Abilities | PeerAbilities.LocalDns | PeerAbilities.Stack;

    protected override IReadOnlyList<string> CommandFor(TapRequest request) => CommandOf(request);

    internal IReadOnlyList<string> CommandOf(TapRequest request) =>
    [
        Program, "attach", "--netns", request.Namespace, "--mtu", request.Mtu.ToString(CultureInfo.InvariantCulture),
        "--publish", $"127.0.0.1:{request.PublishedBase}:{PeerSite.ContainerBulkPort}",
        "--publish", $"127.0.0.1:{request.PublishedBase + 1}:{PeerSite.ContainerEchoPort}",
        "--dns-server", BenchLab.HostAddress, "--api-socket", request.Socket,
    ];

    protected override Func<TcpCounts> CountsOf(TapRequest request) => () => TcpCounts.Ask(Program, request.Socket);
}
