using NetKit.Bench.Lab;
using NetKit.Bench.Load;

namespace NetKit.Bench.Peers;

/// <summary>A container at the end of a veth pair.</summary>
internal static class VethSite
{
    private const int FirstPublishedPort = 7000;

    /// <param name="lab">Where.</param>
    /// <param name="name">Of whom.</param>
    /// <param name="mtu">Of both ends.</param>
    /// <param name="publishes">The host's loopback ports lead there; otherwise the container is reached by its address.</param>
    public static PeerSite Create(BenchLab lab, string name, int mtu, bool publishes)
    {
        int number = lab.NextSite();
        NetworkNamespace container = new($"{name}-{number}");
        try
        {
            // Names of interfaces are short: 15 octets.
            lab.Host.JoinTo(container, $"veth{number}", $"10.99.{number}.1/24", "eth0", $"{ContainerAddress(number)}/24", mtu);
            container.Ip("route", "add", "default", "via", $"10.99.{number}.1");
            PeerSite site = new()
            {
                Lab = lab,
                Enter = container.Enter,
                Agent = new AgentProcess(container.Enter, lab.Cancel),
                ServerAddress = $"10.99.{number}.1",
                ServerNamespace = lab.Host,
                ServerAgent = lab.HostAgent,
                PublishedAddress = publishes ? "127.0.0.1" : ContainerAddress(number),
                PublishedBase = publishes ? FirstPublishedPort + number * 2 : PeerSite.ContainerBulkPort,
                ContainerAddress = ContainerAddress(number),
                DnsAddress = $"10.99.{number}.1",
            };
            site.Keep(container);
            site.Keep(site.Agent);
            site.Agent.Do(new LoadRequest { Task = LoadTask.Serve, Port = PeerSite.ContainerEchoPort });
            return site;
        }
        catch
        {
            container.Dispose();
            throw;
        }
    }

    private static string ContainerAddress(int number) => $"10.99.{number}.2";
}
