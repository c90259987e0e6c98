using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

/// <summary>Who can take part: what is installed, and what the caller named.</summary>
internal static class PeerCatalog
{
    private static readonly string[] Programs = ["pasta", "slirp4netns", "docker-proxy", "rootlesskit", "socat", "passt"];

    // In no distribution: measured when it is named.
    private const string Gvproxy = "gvproxy";

    // What a name of --peer may begin with, the longer of two that begin alike first.
    private static readonly string[] Kinds = [SplicedNetKitPeer.PeerName, "netkit", Gvproxy, .. Programs];

    /// <summary>The kernel's paths first, then NetKit, then the others.</summary>
    /// <param name="netkit">The binary to measure.</param>
    /// <param name="extra">NAME=PATH. What NAME begins with says how it is started: pasta-new=/opt/pasta.</param>
    /// <param name="missing">Receives the name of each program that is not there.</param>
    public static IReadOnlyList<IPeer> Find(string netkit, IReadOnlyList<string> extra, ICollection<string> missing)
    {
        List<IPeer> peers = [new LoopbackPeer(), new VethPeer()];
        if (Command.Find("iptables") is { } iptables)
        {
            peers.Add(new BridgePeer(iptables));
        }
        else
        {
            missing.Add("iptables (for bridge)");
        }

        peers.Add(new BridgedPairPeer());
        peers.Add(new NetKitPeer("netkit", netkit));
        peers.Add(new SplicedNetKitPeer(SplicedNetKitPeer.PeerName, netkit));
        peers.Add(new SwitchPeer("netkit", netkit));
        peers.Add(new ImpairedNetKitPeer("netkit", netkit));
        peers.Add(new NetKitMachinePeer("netkit", netkit));
        peers.Add(new WirePeer());
        foreach (string program in Programs)
        {
            if (extra.Any(text => text.StartsWith(program + "=", StringComparison.Ordinal)))
            {
                continue;
            }

            if (Command.Find(program) is { } path)
            {
                peers.AddRange(Create(program, program, path));
            }
            else
            {
                missing.Add(program);
            }
        }

        peers.AddRange(extra.SelectMany(FromText));
        return peers;
    }

    private static IPeer[] FromText(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? text : text[..equals];
        string kind = Kinds.FirstOrDefault(program => name.StartsWith(program, StringComparison.Ordinal))
            ?? throw new BenchException(
                $"--peer {text}: the name has to begin with one of netkit, {Gvproxy}, {string.Join(", ", Programs)}, which says how it is started.");
        return equals > 0 && System.IO.File.Exists(text[(equals + 1)..])
            ? Create(kind, name, text[(equals + 1)..])
            : throw new BenchException($"--peer {text}: NAME=PATH is needed, and a program at PATH.");
    }

    private static IPeer[] Create(string kind, string name, string path) => kind switch
    {
        SplicedNetKitPeer.PeerName => [new SplicedNetKitPeer(name, path)],
        "netkit" => [new NetKitPeer(name, path), new NetKitMachinePeer(name, path)],
        "pasta" => [new PastaPeer(name, path)],
        "passt" => [new PasstPeer(name, path)],
        Gvproxy => [new GvproxyPeer(name, path)],
        "slirp4netns" => [new SlirpPeer(name, path)],
        "rootlesskit" => [new RootlessKitPeer(name, path)],
        "docker-proxy" => [new ProxyPeer(name, PeerVersion.OfPackage(path), (from, address, to) => DockerProxy(path, from, address, to))],
        _ => [new ProxyPeer(name, PeerVersion.OfPackage(path), (from, address, to) => Socat(path, from, address, to))],
    };

    private static string[] DockerProxy(string path, int from, string address, int to) =>
    [
        path, "-proto", "tcp", "-host-ip", "127.0.0.1", "-host-port", from.ToString(CultureInfo.InvariantCulture),
        "-container-ip", address, "-container-port", to.ToString(CultureInfo.InvariantCulture),
    ];

    // Its default buffer of 8 KiB would be measured otherwise.
    private static string[] Socat(string path, int from, string address, int to) =>
        [path, "-b", "131072", $"TCP-LISTEN:{from},bind=127.0.0.1,fork,reuseaddr,nodelay", $"TCP:{address}:{to},nodelay"];
}
