using System;
using System.Collections.Generic;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>A network namespace with an interface on one of a daemon's networks.</summary>
internal sealed class Container : IDisposable
{
    private readonly DaemonProcess _daemon;

    /// <param name="daemon">Whose network.</param>
    /// <param name="network">Its name.</param>
    /// <param name="name">What the container is called there.</param>
    /// <param name="options">Further options of <c>netkit network connect</c>.</param>
    public Container(DaemonProcess daemon, string network, string name, params IEnumerable<string> options)
    {
        _daemon = daemon;
        Name = name;
        try
        {
            Namespace.Sysctl("net.ipv4.tcp_congestion_control", "reno");
            JsonElement endpoint = Connect(network, options);
            Address = endpoint.GetProperty("address").GetString()!;
            Gateway = endpoint.GetProperty("gateway").GetString()!;
            AddressV6 = TextOf(endpoint, "addressV6");
            GatewayV6 = TextOf(endpoint, "gatewayV6");
            Namespace.WriteEtc("resolv.conf", $"nameserver {Gateway}\n");
        }
        catch
        {
            Namespace.Dispose();
            throw;
        }
    }

    public NetworkNamespace Namespace { get; } = new();

    public string Name { get; }

    public string Address { get; }

    public string Gateway { get; }

    /// <summary>Empty where the network has no IPv6.</summary>
    public string AddressV6 { get; }

    /// <summary>The same.</summary>
    public string GatewayV6 { get; }

    /// <summary>Gives it another interface.</summary>
    public JsonElement Connect(string network, params IEnumerable<string> options) =>
        _daemon.AskJson(["network", "connect", network, Namespace.Path, "--name", Name, .. options]);

    public Outcome Run(params string[] line) => Namespace.Run(line);

    /// <summary>What <c>dig +short</c> prints, without the end of the line.</summary>
    public string Dig(params string[] question) =>
        Run(["dig", "+short", "+tries=1", "+time=3", $"@{Gateway}", .. question]).Succeeded().Trim();

    public void Dispose() => Namespace.Dispose();

    private static string TextOf(JsonElement endpoint, string name) =>
        endpoint.TryGetProperty(name, out JsonElement value) ? value.GetString()! : string.Empty;
}
