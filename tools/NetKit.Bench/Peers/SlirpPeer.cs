using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace NetKit.Bench.Peers;

/// <summary>slirp4netns; ports are published through its API socket.</summary>
internal sealed class SlirpPeer(string name, string program) : TapPeer(name, program)
{
    public override string Description => PeerVersion.Of(Program, "--version");

    protected override IReadOnlyList<string> CommandFor(TapRequest request) =>
    [
        Program, "--configure", "--mtu", request.Mtu.ToString(CultureInfo.InvariantCulture), "--netns-type", "path",
        "--api-socket", request.Socket, request.Namespace, "tap0",
    ];

    protected override void Publish(TapRequest request)
    {
        Publish(request.Socket, request.PublishedBase, PeerSite.ContainerBulkPort);
        Publish(request.Socket, request.PublishedBase + 1, PeerSite.ContainerEchoPort);
    }

    // One request a connection; it answers when it has seen the end of the request.
    private static void Publish(string path, int hostPort, int containerPort)
    {
        string arguments = $"\"proto\":\"tcp\",\"host_addr\":\"127.0.0.1\",\"host_port\":{hostPort},"
            + $"\"guest_addr\":\"{ContainerAddress}\",\"guest_port\":{containerPort}";
        string request = "{\"execute\":\"add_hostfwd\",\"arguments\":{" + arguments + "}}";
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 5_000 };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        socket.Send(Encoding.UTF8.GetBytes(request));
        socket.Shutdown(SocketShutdown.Send);
        byte[] buffer = new byte[1024];
        string answer = Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
        if (!answer.Contains("\"return\"", StringComparison.Ordinal))
        {
            throw new BenchException($"slirp4netns does not publish port {hostPort}: {answer}");
        }
    }
}
