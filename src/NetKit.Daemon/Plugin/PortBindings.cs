using System.Collections.Generic;
using System.Net;
using System.Text.Json;
using NetKit.Control.Ports;
using NetKit.Daemon.Networks;
using NetKit.Daemon.Plugin.Messages;

namespace NetKit.Daemon.Plugin;

/// <summary>Reads docker's <c>-p</c> as it comes in an endpoint's options.</summary>
internal static class PortBindings
{
    private const string PortMap = "com.docker.network.portmap";
    private const int Tcp = 6;
    private const int Udp = 17;

    public static Answer<List<PublishedPort>> Read(IReadOnlyDictionary<string, JsonElement>? options, IPAddress publishAddress)
    {
        List<PublishedPort> ports = [];
        if (options is null || !options.TryGetValue(PortMap, out JsonElement element) || element.ValueKind != JsonValueKind.Array)
        {
            return ports;
        }

        foreach (PortBinding binding in element.Deserialize(PluginJson.Default.IReadOnlyListPortBinding) ?? [])
        {
            if (!Read(binding, publishAddress).TryGet(out PublishedPort? port, out Refusal? refusal))
            {
                return refusal;
            }

            ports.Add(port);
        }

        return ports;
    }

    private static Answer<PublishedPort> Read(PortBinding binding, IPAddress publishAddress)
    {
        if (binding.Proto is not (Tcp or Udp))
        {
            return Refusal.Invalid($"NetKit publishes TCP and UDP ports, and port {binding.Port} is of IP protocol {binding.Proto}.");
        }

        int last = binding.HostPortEnd == 0 ? binding.HostPort : binding.HostPortEnd;
        bool valid = binding.Port is > 0 and <= ushort.MaxValue && binding.HostPort is >= 0 and <= ushort.MaxValue
            && last >= binding.HostPort && last <= ushort.MaxValue && (binding.HostPort > 0 || last == 0);
        IPAddress? address = publishAddress;
        if (!valid || (!string.IsNullOrEmpty(binding.HostIP) && !IPAddress.TryParse(binding.HostIP, out address)))
        {
            return Refusal.Invalid($"The port {binding.HostIP}:{binding.HostPort}-{last}:{binding.Port} cannot be published: it is no port.");
        }

        PortRange range = binding.HostPort == 0 ? PortRange.Any : new PortRange((ushort)binding.HostPort, (ushort)last);
        return new PublishedPort(binding.Proto == Udp ? PortProtocol.Udp : PortProtocol.Tcp, address, range, (ushort)binding.Port);
    }
}
