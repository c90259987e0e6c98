using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>kill -9 at any moment, while networks, endpoints and ports come and go: what was acknowledged is there afterwards, and nothing else.</summary>
[Requires("curl")]
public sealed class CrashTests : DaemonFixture
{
    /// <summary>How many rounds; tests/README.md names it.</summary>
    private const string RoundsVariable = "NETKIT_CRASH_ROUNDS";

    private const int UsualRounds = 20;
    private const int OfEach = 3;
    private const int LongestMilliseconds = 150;

    private readonly Scratch _sockets = new();
    private readonly List<CrashObject> _networks = [];
    private readonly List<CrashObject> _endpoints = [];
    private readonly List<CrashObject> _forwards = [];

    [Test]
    public void What_was_acknowledged_is_there_after_every_kill()
    {
        _ = Keep(_sockets);
        Connect("blue", "web");
        Connect("blue", "client");
        using Server page = WebServer.Start(ContainerOf("blue/web").Namespace.Listen("0.0.0.0", 80));
        using Server echo = new(ContainerOf("blue/web").Namespace.Listen("0.0.0.0", 7), Server.EchoAsync);
        using Socket connection = ContainerOf("blue/client").Namespace.Connect(ContainerOf("blue/web").Address, 7);
        NetworkNamespace[] boxes = [.. Enumerable.Range(0, OfEach).Select(_ => Keep(new NetworkNamespace()))];
        AddObjects(boxes);

        int rounds = int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
            ? asked
            : UsualRounds;
        for (int round = 1; round <= rounds; round++)
        {
            Work(TimeSpan.FromMilliseconds(Random.Shared.Next(LongestMilliseconds)));
            Daemon.Start();
            string[] wrong = [.. Compare(), .. CompareInterfaces(boxes), .. CompareSockets()];
            Assert.That(wrong, Is.Empty, () => $"round {round}\n{Daemon.WholeLog}");
            Assert.That(Echo(connection, (byte)round), Is.EqualTo((byte)round), $"the connection between two containers, after {round} kills");
        }

        int acknowledged = _networks.Concat(_endpoints).Concat(_forwards).Sum(static one => one.Acknowledged);
        TestContext.Out.WriteLine($"{rounds} kills, {acknowledged} acknowledged changes.");
        Assert.That(acknowledged, Is.GreaterThan(rounds), "there was something to lose");
        Assert.That(Curl(Host, $"http://{ContainerOf("blue/web").Address}/"), Does.StartWith(BlueGateway + ":"));
        RemoveObjects();
    }

    private static byte Echo(Socket connection, byte value)
    {
        connection.ReceiveTimeout = 20_000;
        _ = connection.Send([value]);
        byte[] buffer = new byte[1];
        _ = connection.Receive(buffer);
        return buffer[0];
    }

    private void AddObjects(NetworkNamespace[] boxes)
    {
        for (int i = 0; i < OfEach; i++)
        {
            string number = Text(i);
            _networks.Add(new CrashObject(
                $"net{number}",
                api => api.SendAsync("POST", "/v1/networks", $$"""{"name":"net{{number}}","subnet":"10.10{{number}}.0.0/24","subnetV6":"fd00:10{{number}}::/64"}"""),
                (api, _) => api.SendAsync("DELETE", $"/v1/networks/net{number}")));
            string box = boxes[i].Path;
            _endpoints.Add(new CrashObject(
                $"end{number}",
                api => api.SendAsync(
                    "POST",
                    "/v1/endpoints",
                    $$"""{"network":"red","name":"end{{number}}","netNs":"{{box}}","address":"10.78.0.20{{number}}","addressV6":"fd00:78::20{{number}}"}"""),
                (api, _) => api.SendAsync("DELETE", $"/v1/endpoints/end{number}")));
            _forwards.Add(new CrashObject(
                $"127.0.0.1:910{number}",
                api => api.SendAsync("POST", "/v1/forwards", $$"""{"ports":[{"hostPort":910{{number}},"containerPort":80}],"to":"web"}"""),
                (api, made) => api.SendAsync("DELETE", $"/v1/forwards/{IdOf(made)}")));
            string path = _sockets.PathOf(number);
            _forwards.Add(new CrashObject(
                path,
                api => api.SendAsync("POST", "/v1/forwards", $$"""{"ports":[{"hostPath":"{{path}}","containerPort":80}],"to":"web"}"""),
                (api, made) => api.SendAsync("DELETE", $"/v1/forwards/{IdOf(made)}")));
        }
    }

    /// <summary>Everything works until the daemon is killed.</summary>
    private void Work(TimeSpan time)
    {
        using CancellationTokenSource stop = new();
        using ApiClient api = new(Daemon.Socket);
        Task work = Task.WhenAll(_networks.Concat(_endpoints).Concat(_forwards).Select(one => Task.Run(() => one.RunAsync(api, stop.Token))));
        Thread.Sleep(time);
        Daemon.Kill();
        stop.Cancel();
        Assert.That(work.Wait(Command.UsualLimit), Is.True, "somebody waits for a dead daemon's answer");
        Assert.That(_networks.Concat(_endpoints).Concat(_forwards).Select(static one => one.Refusal), Is.All.Null, () => Daemon.WholeLog);
    }

    private IEnumerable<string> Compare()
    {
        Dictionary<string, string> networks = Daemon.Networks().ToDictionary(static one => one.GetProperty("name").GetString()!, static one => one.ToString());
        Dictionary<string, string> endpoints = Daemon.Endpoints().ToDictionary(static one => one.GetProperty("name").GetString()!, static one => one.ToString());
        Dictionary<string, string> forwards = Daemon.Forwards().ToDictionary(HostOf, static one => $$"""{"forwards":[{{one}}]}""");
        string?[] complaints =
        [
            .. _networks.Select(one => one.Compare(networks.GetValueOrDefault(one.Name))),
            .. _endpoints.Select(one => one.Compare(endpoints.GetValueOrDefault(one.Name))),
            .. _forwards.Select(one => one.Compare(forwards.GetValueOrDefault(one.Name))),
            networks.Count == _networks.Count(static one => one.IsThere == true) + 3 ? null : $"there are {networks.Count} networks",
            endpoints.Count == _endpoints.Count(static one => one.IsThere == true) + 2 ? null : $"there are {endpoints.Count} endpoints",
        ];
        return complaints.OfType<string>();
    }

    /// <summary>The kernel's side of the same: an interface in each namespace that has an endpoint, and one of the host's for each network.</summary>
    private IEnumerable<string> CompareInterfaces(NetworkNamespace[] boxes)
    {
        for (int i = 0; i < boxes.Length; i++)
        {
            bool hasInterface = boxes[i].Ip("-o link show").Contains("eth0", StringComparison.Ordinal);
            if (hasInterface != _endpoints[i].IsThere)
            {
                yield return $"{_endpoints[i].Name} {(hasInterface ? "is gone and its interface is there" : "is there and its interface is gone")}";
            }
        }

        int links = Host.Ip("-o link show").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        int wanted = 2 + 3 + _networks.Count(static one => one.IsThere == true);
        if (links != wanted)
        {
            yield return $"the host has {links} interfaces and not {wanted}";
        }
    }

    private void RemoveObjects()
    {
        foreach (CrashObject one in _networks.Where(static one => one.IsThere == true))
        {
            _ = Daemon.Ask("network", "rm", one.Name).Succeeded();
        }

        foreach (CrashObject one in _endpoints.Where(static one => one.IsThere == true))
        {
            _ = Daemon.Ask("network", "disconnect", one.Name).Succeeded();
        }

        foreach (JsonElement one in Daemon.Forwards())
        {
            _ = Daemon.Ask("forward", "rm", Text(one.GetProperty("id").GetInt32())).Succeeded();
        }

        string[] files = Directory.GetFiles(Daemon.StateDirectory, "*.tmp", SearchOption.AllDirectories);
        Assert.That(files, Is.Empty, "a file that was being written when the daemon died is left");
    }

    /// <summary>The files are those of the sockets that there are.</summary>
    private IEnumerable<string> CompareSockets() =>
        Directory.GetFiles(_sockets.Directory)
            .Except(_forwards.Where(static one => one.IsThere == true).Select(static one => one.Name))
            .Select(static path => $"the file of the socket {path} is left");

    private static string HostOf(JsonElement forward)
    {
        JsonElement host = forward.GetProperty("host");
        if (host.TryGetProperty("path", out JsonElement path))
        {
            return path.GetString()!;
        }

        return $"{host.GetProperty("address").GetString()}:{Text(host.GetProperty("port").GetInt32())}";
    }

    private static string IdOf(string made)
    {
        using JsonDocument document = JsonDocument.Parse(made);
        return Text(document.RootElement.GetProperty("forwards")[0].GetProperty("id").GetInt32());
    }
}
