using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using NetKit.Daemon.Configuration;
using NetKit.Daemon.Networks;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Configuration;

/// <summary>The file, what is wrong with it, and what has changed.</summary>
public sealed class ConfigurationTests
{
    private static string Sample => System.IO.Path.Combine(TestContext.CurrentContext.TestDirectory, "configs", "netkit.json");

    [Test]
    public void The_sample_can_be_loaded()
    {
        Answer<DaemonConfiguration> read = ConfigurationFile.Read(Sample);
        Assert.That(read.Refusal, Is.Null);
        Assert.That(read.Value!.Networks.Single().Name, Is.EqualTo("netkit0"));
    }

    [Test]
    public void The_schema_knows_the_keys_of_the_sample()
    {
        JsonNode schema = JsonNode.Parse(System.IO.File.ReadAllText(System.IO.Path.ChangeExtension(Sample, ".schema.json")))!;
        JsonNode sample = JsonNode.Parse(
            System.IO.File.ReadAllText(Sample), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!;
        Assert.That(Keys(sample), Is.SubsetOf(Keys(schema["properties"]!)));
        Assert.That(Keys(sample["docker"]!), Is.EquivalentTo(Keys(schema["properties"]!["docker"]!["properties"]!)));
        Assert.That(Keys(sample["networks"]![0]!), Is.EquivalentTo(Keys(schema["properties"]!["networks"]!["items"]!["properties"]!)));
    }

    [Test]
    public void What_is_left_out_has_its_default()
    {
        DaemonConfiguration configuration = Parse("{}").Value!;
        Assert.That((configuration.LogLevel, configuration.Docker.PublishAddress), Is.EqualTo(("information", "127.0.0.1")));
        Assert.That(configuration.Networks.Single().HostInterface, Is.EqualTo("netkit0"));
        NetworkConfiguration network = Parse("""{"networks":[{"name":"a"}]}""").Value!.Networks.Single();
        Assert.That((network.Mtu, network.Ipv6, network.SubnetV6), Is.EqualTo((1500, false, (string?)null)));
    }

    [TestCase("{\n\"networks\": [\n {\"name\":\"a\",\n\"mtu\": \"x\"}]}", "n.json, line 4, key networks[0].mtu: a number from 576 to 65535 was expected.")]
    [TestCase("{\n\"networks\": [\n {\"name\":\"a\",\n\"mtu\": 5}]}", "n.json, line 4, key networks[0].mtu: a number from 576 to 65535 was expected.")]
    [TestCase("{\"networks\":[{\"name\":\"a\",\n\"subnetV6\":\"10.0.0.0/8\"}]}", "n.json, line 2, key networks[0].subnetV6: an IPv6 subnet such as fd00:30::/64 was expected.")]
    [TestCase("{\"networks\":[{\"name\":\"a\",\n\"gatewayV6\":\"fd00::1\"}]}", "n.json, line 2, key networks[0].gatewayV6: an address of the IPv6 subnet was expected.")]
    [TestCase("{\"networks\":[{\"name\":\"a\",\n\"ipv6\":1}]}", "n.json, line 2, key networks[0].ipv6: true or false was expected.")]
    [TestCase("{\n\n\"logLevel\":\"loud\"}", "n.json, line 3, key logLevel: debug, information, warning or error was expected.")]
    [TestCase("{\"docker\":{\n\"publishAddress\":\"here\"}}", "n.json, line 2, key docker.publishAddress: an IP address was expected.")]
    [TestCase("{\"networks\":[{\"name\":\"a\"},\n{\"name\":\"a\"}]}", "n.json, line 2, key networks[1].name: a name was expected that no other network has, and a is there twice.")]
    [TestCase("{\n\"colour\":1}", "n.json, line 2, key colour: there is no such key; configs/netkit.schema.json lists them.")]
    public void What_is_wrong_is_said_with_its_line_and_key(string text, string sentence) =>
        Assert.That(Parse(text).Refusal!.Sentence, Is.EqualTo(sentence));

    [TestCase("{")]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{\"networks\":[{}]}")]
    [TestCase("{\"networks\":[null]}")]
    [TestCase("{\"networks\":null}")]
    [TestCase("{\"networks\":[{\"name\":\"a\",\"dnsServers\":[null]}]}")]
    [TestCase("{\"networks\":[{\"name\":\"a\",\"subnet\":\"10.0.0.0/24\",\"gateway\":\"10.0.1.1\"}]}")]
    public void Nonsense_is_refused(string text) =>
        Assert.That(Parse(text).Refusal!.Sentence, Does.StartWith("n.json, line ").And.EndsWith("."));

    [Test]
    public void A_diff_names_each_change()
    {
        DaemonConfiguration before = Parse("""{"networks":[{"name":"a","mtu":1500},{"name":"b"}]}""").Value!;
        DaemonConfiguration after = Parse("""{"logLevel":"debug","networks":[{"name":"a","mtu":9000},{"name":"c"}]}""").Value!;
        ConfigurationDiff diff = ConfigurationDiff.Between(before, after);
        Assert.That(diff.Lines, Is.EqualTo((string[])
        [
            "~ logLevel: information -> debug (after a restart)",
            "+ network c",
            "- network b",
            "~ network a mtu: 1500 -> 9000",
        ]));
        Assert.That(ConfigurationDiff.Between(after, after).Lines, Is.Empty);
    }

    private static string[] Keys(JsonNode node) => [.. node.AsObject().Select(static one => one.Key)];

    private static Answer<DaemonConfiguration> Parse(string text) => ConfigurationFile.Parse(Encoding.UTF8.GetBytes(text), "n.json");
}
