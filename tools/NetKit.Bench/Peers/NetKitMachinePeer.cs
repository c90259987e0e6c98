using System;
using System.Collections.Generic;
using System.Globalization;
using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

internal sealed class NetKitMachinePeer(string name, string program) : MachinePeer(name, program)
{
    public override string Description => PeerVersion.Of(Program, "version");

    protected override IReadOnlyList<string> CommandFor(TapRequest request) =>
    [
        Program, "serve", "--listen", $"qemu://{SocketOf(request)}", "--mtu", request.Mtu.ToString(CultureInfo.InvariantCulture),
        "--dns-server", BenchLab.HostAddress, "--api-socket", request.Socket,
    ];

    protected override Func<TcpCounts> CountsOf(TapRequest request) => () => TcpCounts.Ask(Program, request.Socket);
}
