using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using NetKit.Bench.Load;

namespace NetKit.Bench.Lab;

/// <summary>
/// The world of a run: a namespace that plays the host, one that plays the rest of the network, servers in both. Nothing of it
/// touches the machine's own network.
/// </summary>
/// <remarks>
/// host 198.18.0.1 -- 198.18.0.254 world. NetKit and its peers run in host; what they serve lives in namespaces of their own.
/// </remarks>
internal sealed class BenchLab : IDisposable
{
    /// <summary>Set in every namespace. Where it is bbr, pacing slows down local flows and the figures mean something else.</summary>
    public const string CongestionControl = "reno";

    public const string HostAddress = "198.18.0.1";
    public const string WorldAddress = "198.18.0.254";

    /// <summary>The zone that the lab's DNS server answers for, uncacheable, and the name that NetKit answers itself.</summary>
    public const string ForwardedZone = "bench.test";
    public const string LocalName = "host.netkit.internal";

    /// <summary>Serves one connection at a time; see <see cref="LoadTask.Serve"/>.</summary>
    public const int EchoPort = 5211;

    /// <summary>Serves files; see <see cref="LoadTask.ServeFiles"/>.</summary>
    public const int FilePort = 5212;

    /// <summary>The first port of those that serve many; see <see cref="LoadTask.ServeMany"/>.</summary>
    public const int CrowdPort = 5220;
    public const int CrowdPorts = 4;

    private const int LargestMtu = 65520;
    private const int MostSites = 250;

    private readonly Stack<IDisposable> _parts = [];

    private int _sites;

    public BenchLab(string folder, CancellationToken cancel)
    {
        Folder = folder;
        Cancel = cancel;
        try
        {
            Leftovers.Clear();
            Host = Keep(new NetworkNamespace("host"));
            World = Keep(new NetworkNamespace("world"));
            Host.JoinTo(World, "up0", $"{HostAddress}/24", "down0", $"{WorldAddress}/24", LargestMtu);
            Host.Ip("route", "add", "default", "via", WorldAddress);
            Host.Set("net.ipv4.ip_forward", "1");
            WriteHostFiles();
            HostAgent = StartServers(Host);
            WorldAgent = StartServers(World);
            if (Command.Find("dnsmasq") is { } dnsmasq)
            {
                Keep(new Background([.. Host.Enter, dnsmasq, .. DnsmasqOptions], LogOf("dnsmasq")));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public NetworkNamespace Host { get; }

    public NetworkNamespace World { get; }

    public AgentProcess HostAgent { get; }

    public AgentProcess WorldAgent { get; }

    public CancellationToken Cancel { get; }

    /// <summary>Sockets and logs of this run.</summary>
    public string Folder { get; }

    private static string[] DnsmasqOptions =>
    [
        "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root", "--pid-file=",
        "--cache-size=0", "--local-ttl=0", "--dns-forward-max=10000",
        $"--address=/{ForwardedZone}/192.0.2.7", $"--address=/{LocalName}/192.0.2.8",
    ];

    private static string HostFiles => $"/etc/netns/{NetworkNamespace.FullName("host")}";

    /// <summary>A number for a site that no other living site has: ports and addresses come from it.</summary>
    public int NextSite() => _sites = _sites % MostSites + 1;

    public string LogOf(string name) => Path.Combine(Folder, name + ".log");

    public void Dispose()
    {
        while (_parts.TryPop(out IDisposable? part))
        {
            part.Dispose();
        }

        if (Directory.Exists(HostFiles))
        {
            Directory.Delete(HostFiles, recursive: true);
        }
    }

    // ip-netns(8): these take the place of the machine's own for programs in the namespace. The name server is the lab's, and root may
    // use subordinate ids, which rootlesskit asks for.
    private static void WriteHostFiles()
    {
        Directory.CreateDirectory(HostFiles);
        File.WriteAllText(Path.Combine(HostFiles, "resolv.conf"), $"nameserver {HostAddress}\n");
        foreach (string name in (string[])["subuid", "subgid"])
        {
            if (File.Exists("/etc/" + name))
            {
                File.WriteAllText(Path.Combine(HostFiles, name), "root:200000:65536\n");
            }
        }
    }

    private AgentProcess StartServers(NetworkNamespace where)
    {
        AgentProcess agent = Keep(new AgentProcess(where.Enter, Cancel));
        agent.Do(new LoadRequest { Task = LoadTask.Serve, Port = EchoPort });
        agent.Do(new LoadRequest { Task = LoadTask.ServeFiles, Port = FilePort });
        agent.Do(new LoadRequest { Task = LoadTask.ServeMany, Port = CrowdPort, Ports = CrowdPorts });
        return agent;
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }
}
