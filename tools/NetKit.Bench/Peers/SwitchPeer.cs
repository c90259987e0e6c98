using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

/// <summary>Two namespaces on a network of <c>netkit daemon</c>, whose switch carries their frames.</summary>
internal sealed class SwitchPeer(string name, string program) : PairPeer(name)
{
    private const string Network = "bench";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public override PeerAbilities Abilities => PeerAbilities.Switched | PeerAbilities.Process;

    public override string Description => PeerVersion.Of(program, "version");

    protected override void Join(PeerSite site, Pair pair)
    {
        string state = Path.Combine(site.Lab.Folder, pair.Label);
        string socket = Path.Combine(site.Lab.Folder, pair.Label + ".sock");
        string configuration = Path.Combine(site.Lab.Folder, pair.Label + ".json");
        File.WriteAllText(configuration, ConfigurationOf(pair));
        site.Launch(
            [program, "daemon", "--config", configuration, "--state-dir", state, "--socket", socket, "--plugin-socket", "none"],
            site.Lab.LogOf(pair.Label));
        AwaitDaemon(site, socket);
        site.Attach = (container, address) => Connect(container, address, socket);
        site.Attach(pair.Near, pair.NearAddress);
        site.Attach(pair.Far, pair.FarAddress);
    }

    private static string ConfigurationOf(Pair pair)
    {
        string subnet = pair.NearAddress[..pair.NearAddress.LastIndexOf('.')] + ".0/24";
        JsonObject network = new() { ["name"] = Network, ["subnet"] = subnet, ["mtu"] = pair.Mtu, ["hostInterface"] = "none" };
        return new JsonObject { ["networks"] = new JsonArray(network) }.ToJsonString();
    }

    private void AwaitDaemon(PeerSite site, string socket)
    {
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!Command.Try(program, "network", "ls", "--socket", socket))
        {
            if (site.Death is not null || Environment.TickCount64 > end)
            {
                throw new BenchException(site.Death ?? "The daemon did not answer in time.");
            }

            site.Lab.Cancel.ThrowIfCancellationRequested();
            Thread.Sleep(20);
        }
    }

    private void Connect(NetworkNamespace container, string address, string socket) => Command.Run(
        program, "network", "connect", Network, container.FilePath, "--name", container.Name, "--address", address, "--socket", socket);
}
