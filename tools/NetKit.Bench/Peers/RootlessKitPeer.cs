using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using NetKit.Bench.Lab;
using NetKit.Bench.Load;

namespace NetKit.Bench.Peers;

/// <summary>rootlesskit's builtin port driver. It makes the namespace itself; its network, slirp4netns, is not what is measured.</summary>
internal sealed class RootlessKitPeer(string name, string program) : IPeer
{
    private const int FirstPublishedPort = 7000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => name;

    public string Description => $"{PeerVersion.Of(program, "--version")}, builtin port driver";

    public PeerAbilities Abilities => PeerAbilities.Published | PeerAbilities.Process;

    public PeerSite Start(BenchLab lab, int mtu)
    {
        int number = lab.NextSite();
        int port = FirstPublishedPort + number * 2;
        string state = Path.Combine(lab.Folder, $"{name}-{number}");
        Background process = new([.. lab.Host.Enter, .. CommandFor(state, port, mtu)], lab.LogOf($"{name}-{number}"));
        try
        {
            string[] enter = ["nsenter", "--target", ChildOf(process, state, lab.Cancel), "--net"];
            Command.Run([.. enter, "sysctl", "-qw", $"net.ipv4.tcp_congestion_control={BenchLab.CongestionControl}"]);
            PeerSite site = new()
            {
                Lab = lab,
                Enter = enter,
                Agent = new AgentProcess(enter, lab.Cancel),
                ServerNamespace = lab.Host,
                ServerAgent = lab.HostAgent,
                PublishedBase = port,
            };
            site.Adopt(process);
            site.Keep(site.Agent);
            site.Agent.Do(new LoadRequest { Task = LoadTask.Serve, Port = PeerSite.ContainerEchoPort });
            site.StartTime = Readiness.MeasurePublished(site, static () => { });
            return site;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private string[] CommandFor(string state, int port, int mtu) =>
    [
        program, "--state-dir", state, "--net", "slirp4netns", "--mtu", mtu.ToString(CultureInfo.InvariantCulture),
        "--copy-up", "/etc", "--disable-host-loopback", "--subid-source", "static", "--port-driver", "builtin",
        "--publish", $"127.0.0.1:{port}:{PeerSite.ContainerBulkPort}/tcp",
        "--publish", $"127.0.0.1:{port + 1}:{PeerSite.ContainerEchoPort}/tcp",
        "sleep", "infinity",
    ];

    private static string ChildOf(Background process, string state, CancellationToken cancel)
    {
        string file = Path.Combine(state, "child_pid");
        long start = Stopwatch.GetTimestamp();
        while (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new BenchException($"rootlesskit made no namespace; see {process.Log}");
            }

            cancel.ThrowIfCancellationRequested();
            Thread.Sleep(5);
        }

        return File.ReadAllText(file).Trim();
    }
}
