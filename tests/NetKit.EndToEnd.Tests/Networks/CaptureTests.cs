using System.IO;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary><c>netkit capture</c> against a daemon.</summary>
[Requires("curl", "tcpdump", "ping")]
[TestFixture(1)]
[TestFixture(3)]
public sealed class CaptureTests(int loops) : DaemonFixture(loops)
{
    private Container Web => ContainerOf("blue/web");

    private Container Client => ContainerOf("blue/client");

    protected override void BeforeTests()
    {
        Connect("blue", "web");
        Connect("blue", "client");
        _ = Keep(WebServer.Start(Web.Namespace.Listen("0.0.0.0", 80)));
    }

    [TestCase("web")]
    [TestCase("blue/web")]
    public void An_endpoints_frames_are_captured_in_both_directions(string endpoint)
    {
        using Scratch scratch = new();
        string file = scratch.PathOf("web.pcapng");
        using RunningCommand capture = RunningCommand.Start(
            [NetkitBinary.Path, "capture", "-i", endpoint, "-w", file, "--socket", Daemon.Socket, "tcp", "and", "port", "80"]);
        Eventually.True(() => File.Exists(file), Command.UsualLimit, () => capture.Error);
        Assert.That(Curl(Client.Namespace, $"http://{Web.Address}/"), Does.StartWith(Client.Address + ":"));
        Assert.That(Curl(Host, $"http://{Web.Address}/"), Does.StartWith(BlueGateway + ":"));
        _ = Client.Run("ping", "-c", "1", "-W", "2", Web.Address).Succeeded();
        capture.Signal(2);
        Outcome captured = capture.Wait(Command.UsualLimit).EndedWith(0);
        Assert.That(captured.Error, Does.Contain("0 lost"));
        string frames = Command.Run("tcpdump", "-nr", file).Succeeded();
        Assert.That(frames, Does.Contain($"{Client.Address}.").And.Contain($"> {Web.Address}.80").And.Contain($"IP {Web.Address}.80 > {Client.Address}"));
        Assert.That(frames, Does.Contain($"IP {BlueGateway}").And.Not.Contain("ICMP"));
    }

    [Test]
    [Requires("tshark")]
    public void A_frame_that_the_switch_drops_says_why()
    {
        const string Foreign = "192.0.2.99";
        using Scratch scratch = new();
        string file = scratch.PathOf("client.pcapng");
        using RunningCommand capture = RunningCommand.Start(
            [NetkitBinary.Path, "capture", "-i", "client", "-w", file, "--socket", Daemon.Socket]);
        Eventually.True(() => File.Exists(file), Command.UsualLimit, () => capture.Error);
        _ = Client.Run("ping", "-c", "1", "-W", "2", Web.Address).Succeeded();
        _ = Client.Run("ip", "address", "add", $"{Foreign}/32", "dev", "eth0").Succeeded();
        _ = Client.Run("ping", "-c", "1", "-W", "1", "-I", Foreign, Web.Address).EndedWith(1);
        _ = Client.Run("ip", "address", "del", $"{Foreign}/32", "dev", "eth0").Succeeded();
        capture.Signal(2);
        _ = capture.Wait(Command.UsualLimit).EndedWith(0);
        string comments = Command.Run("tshark", "-r", file, "-T", "fields", "-e", "ip.src", "-e", "frame.comment").Succeeded();
        Assert.That(comments, Does.Contain($"{Foreign}\tin; dropped: bad-source"));
        Assert.That(comments, Does.Contain($"{Client.Address}\tin\n"), "what passes has no reason");
    }

    [Test]
    public void A_capture_ends_with_its_endpoint()
    {
        using Container fleeting = new(Daemon, "blue", "fleeting");
        using Scratch scratch = new();
        string file = scratch.PathOf("fleeting.pcapng");
        using RunningCommand capture = RunningCommand.Start(
            [NetkitBinary.Path, "capture", "-i", "fleeting", "-w", file, "--socket", Daemon.Socket]);
        Eventually.True(() => File.Exists(file), Command.UsualLimit, () => capture.Error);
        _ = Daemon.Ask("network", "disconnect", "fleeting").Succeeded();
        _ = capture.Wait(Command.UsualLimit).EndedWith(0);
    }

    [TestCase("capture", "-v", "-i", "nobody")]
    [TestCase("capture", "-v")]
    [TestCase("capture", "-v", "-i", "web", "nonsense")]
    public void What_cannot_be_captured_is_one_sentence(params string[] command)
    {
        Outcome refused = Daemon.Ask(command).EndedWith(1);
        Assert.That(refused.Error, Does.StartWith("netkit: "));
        Assert.That(refused.Error.Trim().Split('\n'), Has.Length.EqualTo(1), refused.Error);
    }
}
