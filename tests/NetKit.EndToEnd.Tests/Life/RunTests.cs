using System;
using System.Globalization;
using System.IO;
using System.IO.Pipes;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Life;

/// <summary><c>netkit run</c>, as root and as somebody who may do nothing special.</summary>
[TestFixture(false)]
[TestFixture(true)]
[Requires("ip", "sysctl", "unshare", "nsenter", "setpriv", "curl")]
public sealed class RunTests(bool rootless)
{
    private Lab? _lab;
    private OrdinaryUser? _user;
    private Server? _web;

    [OneTimeSetUp]
    public void MakeLab()
    {
        _lab = new Lab();
        _user = new OrdinaryUser();
        _web = WebServer.Start(_lab.Host.Listen("127.0.0.1", 8080));
    }

    [OneTimeTearDown]
    public void RemoveLab()
    {
        _web?.Dispose();
        _user?.Dispose();
        _lab?.Dispose();
    }

    [Test]
    public void A_command_has_a_network()
    {
        Outcome run = Run("--host-loopback", "--", "curl", "-sS", $"http://{Lab.Gateway}:8080/");
        Assert.That(run.Succeeded(), Does.StartWith("127.0.0.1:"));
        Assert.That(run.Error, Is.Empty);
    }

    [Test]
    public void Sockets_of_the_host_are_published_in_both_directions()
    {
        string inward = Path.Combine(_user!.SocketDirectory, "in.sock");
        string outward = Path.Combine(_user.SocketDirectory, "out.sock");
        using Server service = WebServer.Start(UnixSocket.Listen(outward));
        File.SetUnixFileMode(outward, (UnixFileMode)0b110_110_110);
        using RunningCommand run = Start(
            "-p", $"unix:{inward}:80", "-p", $"9000:unix:{outward}", "--",
            "sh", "-c", $"curl -sS http://{Lab.Gateway}:9000/ && echo && stat -c %a {inward} && echo asked && cat");
        run.WaitFor("asked", Command.UsualLimit);
        Assert.That(run.Output.Split('\n'), Has.Some.EqualTo("600"));
        Assert.That(File.Exists(inward), Is.True);
        Assert.That(run.Wait(Command.UsualLimit).Status, Is.Zero);
        Assert.That(File.Exists(inward), Is.False, "it goes with the command");
        File.Delete(outward);
    }

    [TestCase("true", 0)]
    [TestCase("exit 7", 7)]
    [TestCase("kill -9 $$", 137)]
    public void Its_status_is_passed_on(string script, int status) => Run("--", "sh", "-c", script).EndedWith(status);

    [Test]
    public void A_command_that_is_not_there_is_127()
    {
        Outcome run = Run("--", "no-such-command").EndedWith(127);
        Assert.That(run.Error, Does.StartWith("netkit: ").And.Contain("no-such-command"));
    }

    [Test]
    public void Input_and_output_are_the_commands_own()
    {
        using RunningCommand run = Start("--", "cat");
        run.Input.Write("through and through");
        Assert.That(run.Wait(Command.UsualLimit).Succeeded(), Is.EqualTo("through and through"));
    }

    [Test]
    public void The_command_finds_the_name_server_and_the_host_keeps_its_own()
    {
        string before = File.ReadAllText("/etc/resolv.conf");
        Assert.That(Run("--search", "lan.test", "--", "cat", "/etc/resolv.conf").Succeeded(), Does.Contain($"nameserver {Lab.Dns}"));
        Assert.That(File.ReadAllText("/etc/resolv.conf"), Is.EqualTo(before));
    }

    [Test]
    public void The_command_sees_only_its_own_interfaces()
    {
        string links = Run("--", "ip", "-br", "link").Succeeded();
        Assert.That(links.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2), "lo and the TAP");
    }

    [Test]
    public void A_port_of_the_command_is_published()
    {
        string port = rootless ? "8180" : "8181";
        const string Serve = "echo up; printf 'HTTP/1.0 200 OK\\r\\n\\r\\nhello' | nc -l -N -p 80";
        using RunningCommand run = Start("-p", $"{port}:80", "--", "sh", "-c", Serve);
        run.WaitFor("up", Command.UsualLimit);
        string answer = string.Empty;
        Eventually.True(
            () => (answer = _lab!.Host.Run("curl", "-sS", "--max-time", "5", $"http://127.0.0.1:{port}/").Output).Length > 0,
            Command.UsualLimit,
            () => run.Error);
        Assert.That(answer, Is.EqualTo("hello"));
        _ = run.Wait(Command.UsualLimit).Succeeded();
    }

    [Test]
    public void A_signal_ends_the_command()
    {
        using RunningCommand run = Start("--", "sh", "-c", "echo up; exec sleep 60");
        run.WaitFor("up", Command.UsualLimit);
        run.Signal(NetkitProcess.Terminate);
        _ = run.Wait(Command.UsualLimit).EndedWith(128 + NetkitProcess.Terminate);
    }

    [Test]
    public void The_command_does_not_outlive_a_killed_netkit()
    {
        string mark = Scratch.UniqueName();
        using RunningCommand run = Start("--", "sh", "-c", "echo up; exec sleep 60", mark);
        run.WaitFor("up", Command.UsualLimit);
        int child = ChildOf(run.Pid);
        run.Signal(NetkitProcess.Kill);
        Eventually.True(() => HasEnded(child), Command.UsualLimit, "the command lives on");
    }

    [Test]
    public void The_exit_descriptor_ends_the_command()
    {
        using AnonymousPipeServerStream exit = new(PipeDirection.Out, HandleInheritability.Inheritable);
        using RunningCommand run = Start("--exit-fd", exit.GetClientHandleAsString(), "--", "sh", "-c", "echo up; exec sleep 60");
        exit.DisposeLocalCopyOfClientHandle();
        run.WaitFor("up", Command.UsualLimit);
        exit.Dispose();
        _ = run.Wait(Command.UsualLimit).EndedWith(128 + NetkitProcess.Terminate);
    }

    [Test]
    public void A_running_one_is_found_by_its_name_and_gone_afterwards()
    {
        string name = Scratch.UniqueName();
        using RunningCommand run = Start("--name", name, "--", "sh", "-c", "echo up; exec cat");
        run.WaitFor("up", Command.UsualLimit);
        Outcome endpoints = Netkit("endpoints", "--socket", name);
        Assert.That(endpoints.Succeeded(), Does.Contain(name).And.Contain(Lab.BoxAddress));
        _ = run.Wait(Command.UsualLimit).Succeeded();
        endpoints = Netkit("endpoints", "--socket", name).EndedWith(1);
        Assert.That(endpoints.Error, Does.StartWith("netkit: "));
    }

    private Outcome Run(params string[] arguments)
    {
        using RunningCommand run = Start(arguments);
        return run.Wait(Command.UsualLimit);
    }

    private RunningCommand Start(params string[] arguments) => _lab!.Host.Start(Line(["run", .. arguments]));

    private Outcome Netkit(params string[] arguments) => _lab!.Host.Run(Line(arguments));

    private string[] Line(string[] arguments) => rootless ? _user!.Line([_user.Netkit, .. arguments]) : [NetkitBinary.Path, .. arguments];

    /// <summary>Whoever has inherited it may take its time to bury it: Z is dead too (proc_pid_stat(5)).</summary>
    private static bool HasEnded(int pid)
    {
        try
        {
            string state = File.ReadAllText($"/proc/{Text(pid)}/stat");
            return state[state.LastIndexOf(')')..].StartsWith(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static int ChildOf(int pid) => int.Parse(
        File.ReadAllText($"/proc/{Text(pid)}/task/{Text(pid)}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)[0],
        CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
