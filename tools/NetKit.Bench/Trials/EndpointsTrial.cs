using System.Collections.Generic;
using System.Globalization;
using NetKit.Bench.Lab;
using NetKit.Bench.Load;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>A thousand flows of one namespace, and ten of each of a hundred: what one costs should not depend on whose it is.</summary>
internal sealed class EndpointsTrial(double seconds) : ITrial
{
    public const string EndpointsPath = "endpoints";
    public const string CostSection = "Endpoints: the peer's CPU time per round trip";

    private const string RateSection = "Endpoints: round trips over a thousand flows";
    private const int FlowCount = 1000;
    private const int Namespaces = 100;
    private const int FirstHost = 10;
    private const double OpenSeconds = 30;

    public string Path => EndpointsPath;

    public int Mtu => BenchPlan.UsualMtu;

    public PeerAbilities Needs => PeerAbilities.Switched;

    public bool NeedsFreshSite => true;

    public void Run(PeerSite site, Readings readings)
    {
        site.ServerAgent.Do(new LoadRequest { Task = LoadTask.ServeMany, Port = BenchLab.CrowdPort, Ports = BenchLab.CrowdPorts });
        Flows.Open(site, FlowCount, OpenSeconds);
        Measure(site, $"1 namespace x {FlowCount} flows", readings);
        site.Agent.Do(new LoadRequest { Task = LoadTask.CloseFlows });

        List<NetworkNamespace> containers = [];
        try
        {
            string prefix = site.ServerAddress[..(site.ServerAddress.LastIndexOf('.') + 1)];
            for (int i = 0; i < Namespaces; i++)
            {
                NetworkNamespace container = new($"endpoint-{i.ToString(CultureInfo.InvariantCulture)}");
                containers.Add(container);
                site.Attach!(container, prefix + (FirstHost + i).ToString(CultureInfo.InvariantCulture));
                Flows.Open(site, FlowCount / Namespaces, OpenSeconds, container);
            }

            Measure(site, $"{Namespaces} namespaces x {FlowCount / Namespaces} flows", readings);
        }
        finally
        {
            site.Agent.Do(new LoadRequest { Task = LoadTask.CloseFlows });
            containers.ForEach(static container => container.Dispose());
        }
    }

    public override string ToString() => Path;

    private void Measure(PeerSite site, string name, Readings readings)
    {
        Row rate = new(RateSection, name, "per second");
        Row cost = new(CostSection, name, "µs", false);
        Flows.Measure(site, FlowCount, seconds, rate, cost, readings);
    }
}
