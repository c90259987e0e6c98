using System;
using System.Globalization;
using System.IO;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Life;

/// <summary>How <c>netkit attach</c> begins and ends, and what is left of it: nothing.</summary>
[Requires("ip", "sysctl")]
public sealed class LifeCycleTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private Lab? _lab;

    private Lab Lab => _lab!;

    [SetUp]
    public void MakeLab() => _lab = new Lab();

    [TearDown]
    public void RemoveLab() => _lab?.Dispose();

    [Test]
    [Requires("ping")]
    public void Traffic_flows_from_the_moment_that_it_is_ready()
    {
        using NetkitProcess netkit = Lab.Attach();
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "1", Lab.Gateway).Succeeded();
    }

    [TestCase(15)]
    [TestCase(2)]
    [TestCase(1)]
    public void A_signal_ends_it_and_nothing_is_left(int signal)
    {
        using Scratch scratch = new();
        string pidFile = scratch.PathOf("netkit.pid");
        using NetkitProcess netkit = Lab.Attach("-p", "8080:80", "--pid-file", pidFile);
        Assert.That(File.ReadAllText(pidFile), Is.EqualTo(string.Create(CultureInfo.InvariantCulture, $"{netkit.Pid}\n")));
        netkit.Signal(signal);
        _ = netkit.WaitForEnd().EndedWith(0);
        Assert.That(File.Exists(pidFile), Is.False);
        Assert.That(() => Lab.Host.Connect("127.0.0.1", 8080), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public void The_exit_descriptor_ends_it()
    {
        using AnonymousPipeServerStream exit = new(PipeDirection.Out, HandleInheritability.Inheritable);
        using NetkitProcess netkit = Lab.Attach("--exit-fd", exit.GetClientHandleAsString());
        exit.DisposeLocalCopyOfClientHandle();
        exit.Dispose();
        _ = netkit.WaitForEnd().EndedWith(0);
    }

    [Test]
    public void It_ends_with_the_namespace()
    {
        using NetkitProcess netkit = Lab.Attach("-p", "8080:80");
        _ = Command.Run("ip", "netns", "delete", Lab.Box.Name).Succeeded();
        _ = netkit.WaitForEnd().EndedWith(0);
    }

    [Test]
    public void It_ends_with_the_process_whose_namespace_it_serves()
    {
        using RunningCommand process = Lab.Host.Start("unshare", "--net", "sleep", "60");
        using NetworkNamespace elsewhere = new();
        Eventually.True(
            () => NetworkOf(process.Pid) != NetworkOf("self") && NetworkOf(process.Pid) != NetworkOf(Lab.Host), Soon, "no namespace");
        using NetkitProcess netkit = NetkitProcess.Start(
            Lab.Host, elsewhere, NetkitBinary.Path, "attach", "--pid", process.Pid.ToString(CultureInfo.InvariantCulture));
        Assert.That(
            Command.Run("nsenter", "-t", process.Pid.ToString(CultureInfo.InvariantCulture), "-n", "ip", "-br", "address").Succeeded(),
            Does.Contain("tap0").And.Contain(Lab.BoxAddress));
        process.Signal(NetkitProcess.Kill);
        _ = netkit.WaitForEnd().EndedWith(0);
    }

    [Test]
    [Requires("ping")]
    public void After_a_kill_the_next_one_starts_in_the_same_place()
    {
        using Scratch scratch = new();
        string[] options = ["-p", "8080:80", "--pid-file", scratch.PathOf("netkit.pid"), "--name", Scratch.UniqueName()];
        using (NetkitProcess killed = Lab.Attach(options))
        {
            killed.Signal(NetkitProcess.Kill);
            _ = killed.WaitForEnd(isKilled: true);
        }

        using NetkitProcess next = Lab.Attach(options);
        _ = Lab.Box.Run("ping", "-c", "1", "-W", "1", Lab.Gateway).Succeeded();
    }

    [Test]
    public void A_dead_ones_control_socket_is_taken_over_and_a_live_ones_is_not()
    {
        using Scratch scratch = new();
        string[] line = [NetkitBinary.Path, "attach", "--netns", Lab.Box.Path];
        using (NetkitProcess killed = NetkitProcess.StartIn(scratch.Directory, Lab.Host, Lab.Box, line))
        {
            killed.Signal(NetkitProcess.Kill);
            _ = killed.WaitForEnd(isKilled: true);
            Assert.That(File.Exists(killed.Socket), "it had no time to remove it");
        }

        using NetkitProcess live = NetkitProcess.StartIn(scratch.Directory, Lab.Host, Lab.Box, line);
        _ = live.Ask("stats").Succeeded();
        AssertRefused(1, live.Socket, [.. line.AsSpan(1), "--ifname", "tap1", "--api-socket", live.Socket]);
    }

    [Test]
    public void Its_control_socket_is_for_its_owner_only()
    {
        using NetkitProcess netkit = Lab.Attach();
        Assert.That(File.GetUnixFileMode(netkit.Socket), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Connections_are_reset_when_it_ends()
    {
        using NetkitProcess netkit = Lab.Attach("--host-loopback");
        using Socket listener = Lab.Host.Listen("127.0.0.1", 7001);
        using Socket container = Lab.Box.Connect(Lab.Gateway, 7001);
        using Socket host = await listener.AcceptAsync();
        netkit.Signal(NetkitProcess.Terminate);
        _ = netkit.WaitForEnd().EndedWith(0);
        host.ReceiveTimeout = 5000;
        _ = host.Receive(new byte[1], 0, 1, SocketFlags.None, out SocketError error);
        Assert.That(error, Is.EqualTo(SocketError.ConnectionReset));
    }

    [Test]
    public void A_second_interface_of_the_same_name_is_refused()
    {
        using NetkitProcess netkit = Lab.Attach();
        AssertRefused(1, "tap0", "attach", "--netns", Lab.Box.Path);
    }

    [TestCase(1, "no network namespace", "attach", "--netns", "/run/netns/nk-nowhere")]
    [TestCase(2, "--netns", "attach")]
    [TestCase(2, "--gateway", "attach", "--netns", "/run/netns/x", "--gateway", "10.9.9.9")]
    [TestCase(2, "--mtu", "attach", "--netns", "/run/netns/x", "--mtu", "12")]
    [TestCase(2, "conect", "conect")]
    public void What_cannot_be_done_is_one_sentence(int status, string about, params string[] line) => AssertRefused(status, about, line);

    private void AssertRefused(int status, string about, params string[] line)
    {
        Outcome netkit = Lab.Host.Run([NetkitBinary.Path, .. line]).EndedWith(status);
        string[] sentences = netkit.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(sentences, Has.Length.EqualTo(1), netkit.Error);
        Assert.That(sentences[0], Does.StartWith("netkit: ").And.Contain(about));
        Assert.That(netkit.Output, Is.Empty);
    }

    private static string? NetworkOf(object process) =>
        new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/ns/net")).LinkTarget;

    private static string? NetworkOf(NetworkNamespace place) => place.Run("readlink", "/proc/self/ns/net").Succeeded().Trim();
}
