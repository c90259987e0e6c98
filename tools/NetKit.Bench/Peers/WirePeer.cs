using System;
using NetKit.Bench.Lab;
using NetKit.Bench.Load;
using NetKit.Bench.Wire;

namespace NetKit.Bench.Peers;

/// <summary>Two kernels at the ends of an <see cref="ImpairedWire"/>: what NetKit's TCP is measured against on a bad path.</summary>
internal sealed class WirePeer : IPeer
{
    public const string PeerName = "linux";

    private ulong _starts;

    public string Name => PeerName;

    public PeerAbilities Abilities => PeerAbilities.Impaired;

    public string Description => "two kernels over the device behind --impair, cubic where it may be set";

    public PeerSite Start(BenchLab lab, int mtu)
    {
        int number = lab.NextSite();
        string near = $"10.98.{number}.1";
        string far = $"10.98.{number}.2";
        NetworkNamespace container = new($"{PeerName}-{number}");
        NetworkNamespace server = new($"{PeerName}-server-{number}");
        container.PreferCubic();
        server.PreferCubic();
        PeerSite site = new()
        {
            Lab = lab,
            Enter = container.Enter,
            Agent = new AgentProcess(container.Enter, lab.Cancel),
            ServerNamespace = server,
            ServerAgent = new AgentProcess(server.Enter, lab.Cancel),
            ServerAddress = far,
        };
        site.Keep(server);
        site.Keep(container);
        site.Keep(site.ServerAgent);
        site.Keep(site.Agent);
        try
        {
            string[] command =
            [
                Environment.ProcessPath!,
                .. ImpairedWire.CommandFor(container.FilePath, server.FilePath, Impairment.Usual, ++_starts, mtu, near, far),
            ];
            site.Adopt(new Background(command, lab.LogOf($"{PeerName}-{number}")));
            site.ServerAgent.Do(new LoadRequest { Task = LoadTask.Serve, Port = BenchLab.EchoPort });
            site.ServerAgent.Do(new LoadRequest { Task = LoadTask.ServeFiles, Port = BenchLab.FilePort });
            site.Agent.Do(new LoadRequest
            {
                Task = LoadTask.AwaitServer,
                Address = far,
                Port = BenchLab.EchoPort,
                Seconds = Readiness.Seconds,
                AttemptSeconds = Impairment.Usual.AttemptSeconds,
            });
            return site;
        }
        catch
        {
            site.Dispose();
            throw;
        }
    }
}
