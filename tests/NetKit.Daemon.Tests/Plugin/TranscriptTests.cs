using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Plugin;

/// <summary>
/// What a real dockerd (20.10) said to a plugin, call by call, said to this one. The recorded answers are another plugin's: what must be equal is which
/// fields there are, and who may fail.
/// </summary>
public sealed class TranscriptTests
{
    private static IEnumerable<TestCaseData> Calls => ReadCalls()
        .GroupBy(static call => (string)call["path"]!)
        .Select(static group => new TestCaseData(group.Key).SetArgDisplayNames(group.Key));

    [Test]
    public async Task The_whole_transcript_is_answered()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        List<string> refusals = [];
        int answered = 0;
        foreach (JsonNode call in ReadCalls())
        {
            string path = (string)call["path"]!;
            JsonNode answer = await server.CallAsync(path, Translate(call["request"]));
            answered++;
            if ((string?)(answer["Err"] ?? answer["Error"]) is { } sentence)
            {
                Assert.That(sentence, Does.EndWith("."));
                refusals.Add($"{path}: {sentence}");
            }
        }

        Assert.That(answered, Is.GreaterThan(350));

        // What the recording begins in the middle of is not known.
        Assert.That(refusals.Where(static one => !IsExpected(one)), Is.Empty);
    }

    [Test]
    public async Task A_container_with_IPv6_is_answered_with_dockers_fields()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        JsonNode? joined = null;
        foreach (JsonNode call in ReadCalls().Where(static call => (string?)call["step"] is "variant v6: network create" or "variant v6: run"))
        {
            string path = (string)call["path"]!;
            JsonNode answer = await server.CallAsync(path, call["request"]?.DeepClone());
            Assert.That(answer["Err"], Is.Null, path);
            joined = path == "/NetworkDriver.Join" ? answer : joined;
        }

        Assert.That((string?)joined!["GatewayIPv6"], Is.EqualTo("fd00:77::1"));
        Assert.That((await server.Daemon.Manager.EndpointsAsync()).Single().AddressV6, Is.EqualTo("fd00:77::2"));
    }

    [Test]
    public async Task A_containers_life_is_answered_with_dockers_fields()
    {
        await using PluginServer server = await PluginServer.StartAsync();
        foreach (string step in (string[])["docker network create -d nktap (default ipam)", "docker start", "docker run second container", "docker stop c1"])
        {
            foreach (JsonNode call in ReadCalls().Where(call => (string?)call["step"] == step))
            {
                string path = (string)call["path"]!;
                JsonNode answer = await server.CallAsync(path, call["request"]?.DeepClone());
                string[] recorded = [.. call["response"]!.AsObject().Select(static one => one.Key).Except(["StaticRoutes", "GatewayIPv6"]).Order()];
                Assert.That(answer.AsObject().Select(static one => one.Key).Order(), Is.SupersetOf(recorded), path);
            }
        }

        Assert.That(server.Daemon.Fabric.Interfaces, Is.EqualTo((string[])["nkc6b5804c80"]));
        Assert.That(await server.Daemon.Manager.ForwardsAsync(), Is.Empty, "the first container's ports went with it");
    }

    [TestCaseSource(nameof(Calls))]
    public async Task A_body_that_is_none_is_a_mistake_and_no_more(string path)
    {
        await using PluginServer server = await PluginServer.StartAsync();
        foreach (string body in (string[])["{", "null", "[]", "\"x\"", "{\"NetworkID\":7}"])
        {
            (System.Net.HttpStatusCode status, JsonNode? answer) = await server.PostAsync(path, body);
            bool hasNoBody = path.EndsWith("Capabilities", StringComparison.Ordinal) || path.EndsWith("Activate", StringComparison.Ordinal)
                || path.EndsWith("Spaces", StringComparison.Ordinal) || path.EndsWith("OperInfo", StringComparison.Ordinal);
            bool refused = status == System.Net.HttpStatusCode.BadRequest || answer!["Err"] is not null || answer["Error"] is not null;
            Assert.That(hasNoBody || refused || path.Contains("Release", StringComparison.Ordinal) || path.EndsWith("Pool", StringComparison.Ordinal), Is.True, body);
        }
    }

    private static bool IsExpected(string refusal) =>
        refusal.Contains("does not know", StringComparison.Ordinal)
        || refusal.Contains("There is no pool", StringComparison.Ordinal)
        || refusal.Contains("overlaps with", StringComparison.Ordinal)
        || refusal.Contains("already", StringComparison.Ordinal);

    /// <summary>The other plugin's pools had other names.</summary>
    private static JsonNode? Translate(JsonNode? request) =>
        request is null ? null : JsonNode.Parse(request.ToJsonString().Replace("nk-local", "netkit-local", StringComparison.Ordinal));

    private static IEnumerable<JsonNode> ReadCalls()
    {
        using Stream stream = typeof(TranscriptTests).Assembly.GetManifestResourceStream("libnetwork-transcript.jsonl")!;
        using StreamReader reader = new(stream);
        List<JsonNode> calls = [];
        while (reader.ReadLine() is { } line)
        {
            calls.Add(JsonNode.Parse(line)!);
        }

        return calls;
    }
}
