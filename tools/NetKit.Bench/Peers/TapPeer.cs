using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NetKit.Bench.Lab;
using NetKit.Bench.Load;

namespace NetKit.Bench.Peers;

/// <summary>A program that puts a TAP interface into a namespace and turns its flows into host sockets.</summary>
internal abstract class TapPeer(string name, string program) : IPeer
{
    protected const string ContainerAddress = "10.0.2.100";
    protected const string GatewayAddress = "10.0.2.2";
    protected const string NameServerAddress = "10.0.2.3";

    private const int FirstPublishedPort = 7000;

    public string Name => name;

    public abstract string Description { get; }

    public virtual PeerAbilities Abilities =>
        PeerAbilities.Outward | PeerAbilities.Published | PeerAbilities.ForwardedDns | PeerAbilities.Process;

    protected string Program => program;

    /// <summary>How long one attempt to reach the host through the peer may take.</summary>
    protected virtual double AttemptSeconds => 0.1;

    /// <summary>What else the container needs before the peer starts.</summary>
    protected virtual void Prepare(NetworkNamespace container)
    {
    }

    public PeerSite Start(BenchLab lab, int mtu)
    {
        int number = lab.NextSite();
        NetworkNamespace container = new($"{name}-{number}");
        PeerSite site;
        try
        {
            Prepare(container);
            site = new PeerSite
            {
                Lab = lab,
                Enter = container.Enter,
                Agent = new AgentProcess(container.Enter, lab.Cancel),
                ServerNamespace = lab.Host,
                ServerAgent = lab.HostAgent,
                PublishedBase = FirstPublishedPort + number * 2,
                DnsAddress = NameServerAddress,
            };
        }
        catch
        {
            container.Dispose();
            throw;
        }

        site.Keep(container);
        site.Keep(site.Agent);
        try
        {
            Launch(site, new TapRequest(container.FilePath, mtu, site.PublishedBase, lab.LogOf($"{name}-{number}") + ".sock"), number);
            return site;
        }
        catch
        {
            site.Dispose();
            throw;
        }
    }

    /// <summary>The command that serves the namespace until it is told to end.</summary>
    protected abstract IReadOnlyList<string> CommandFor(TapRequest request);

    /// <summary>Joins the namespace to the peer's process, which was started just now, where the peer does not do that itself.</summary>
    protected virtual void Join(PeerSite site, TapRequest request, string log)
    {
    }

    /// <summary>Publishes the ports where the command line could not.</summary>
    protected virtual void Publish(TapRequest request)
    {
    }

    /// <summary>How to ask its TCP what went wrong; null where that cannot be asked.</summary>
    protected virtual Func<TcpCounts>? CountsOf(TapRequest request) => null;

    private void Launch(PeerSite site, TapRequest request, int number)
    {
        site.Agent.Do(new LoadRequest { Task = LoadTask.Serve, Port = PeerSite.ContainerEchoPort });
        Task<string?> ready = site.Agent.Begin(new LoadRequest
        {
            Task = LoadTask.AwaitServer,
            Address = site.ServerAddress,
            Port = BenchLab.EchoPort,
            Seconds = Readiness.Seconds,
            AttemptSeconds = AttemptSeconds,
        });
        site.StartTime = Readiness.Measure(
            site, ready, site.Agent, () =>
            {
                site.Launch(CommandFor(request), site.Lab.LogOf($"{Name}-{number}"));
                Join(site, request, site.Lab.LogOf($"{Name}-{number}-relay"));
            });
        Publish(request);
        site.TcpCounts = CountsOf(request);
    }
}
