using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ports;

/// <summary>How <c>--splice</c> begins and ends: as root, where a thread makes the sockets, and rootless, where a helper does.</summary>
[Requires("ip", "sysctl", "unshare", "nsenter", "setpriv", "curl")]
public sealed class SpliceLifeTests
{
    private const string Helper = "socket-helper";
    private const string Serve = "echo up; exec nc -n -v -l -N -p 80";

    private Lab? _lab;
    private OrdinaryUser? _user;

    private Lab Lab => _lab!;

    [SetUp]
    public void MakeLab() => (_lab, _user) = (new Lab(), new OrdinaryUser());

    [TearDown]
    public void RemoveLab()
    {
        _user?.Dispose();
        _lab?.Dispose();
    }

    [Test]
    public async Task It_ends_with_the_namespace_and_flows_are_reset()
    {
        using NetkitProcess netkit = Lab.Attach("--splice", "-p", "8080:80");
        using Socket listener = Lab.Box.Listen("0.0.0.0", 80);
        using Socket client = Lab.Host.Connect("127.0.0.1", 8080);
        using Socket container = await listener.AcceptAsync();
        _ = Command.Run("ip", "netns", "delete", Lab.Box.Name).Succeeded();
        _ = netkit.WaitForEnd().EndedWith(0);
        Assert.That(Streams.ErrorOfReceive(client), Is.EqualTo(SocketError.ConnectionReset));
        Assert.That(Streams.ErrorOfReceive(container), Is.EqualTo(SocketError.ConnectionReset));
    }

    [Test]
    public async Task After_a_kill_nothing_is_left_and_the_next_one_starts_in_the_same_place()
    {
        using Socket listener = Lab.Box.Listen("0.0.0.0", 80);
        using (NetkitProcess killed = Lab.Attach("--splice", "-p", "8080:80"))
        {
            using Socket client = Lab.Host.Connect("127.0.0.1", 8080);
            using Socket container = await listener.AcceptAsync();
            killed.Signal(NetkitProcess.Kill);
            _ = killed.WaitForEnd(isKilled: true);
            byte[] octet = new byte[1];
            container.ReceiveTimeout = 10_000;
            Assert.That(container.Receive(octet), Is.Zero, "the kernel closes what it had open");
        }

        using NetkitProcess next = Lab.Attach("--splice", "-p", "8080:80");
        using Socket again = Lab.Host.Connect("127.0.0.1", 8080);
        using Socket served = await listener.AcceptAsync();
    }

    [Test]
    public void A_client_for_whom_no_port_is_left_goes_through_the_stack()
    {
        using Server web = WebServer.Start(Lab.Box.Listen("0.0.0.0", 80));
        using NetkitProcess netkit = Lab.Attach("--splice", "-p", "8080:80");
        Lab.Box.Sysctl("net.ipv4.ip_local_port_range", "50000 50001");
        using Socket first = Lab.Host.Connect("127.0.0.1", 8080);
        using Socket second = Lab.Host.Connect("127.0.0.1", 8080);
        netkit.WaitForCounters(static counters => counters["splice", "opened"] == 2, "both are open");
        Assert.That(Lab.Host.Run("curl", "-sS", "http://127.0.0.1:8080/").Succeeded(), Does.StartWith($"{Lab.Gateway}:"));
        Assert.That(netkit.Counters()["splice.through-stack", "no-port"], Is.EqualTo(1));
    }

    /// <summary>Whoever configures itself may have another address than the one that NetKit offers, or none.</summary>
    [Test]
    public void A_container_without_the_address_is_still_asked_for_through_the_stack()
    {
        using NetkitProcess netkit = Lab.Attach("--splice", "--no-config", "-p", "8080:80");
        using Socket client = Lab.Host.Connect("127.0.0.1", 8080);
        netkit.WaitForCounters(static counters => counters["splice.through-stack", "not-connected"] == 1, "led through the stack");
        Assert.That(netkit.Flows().Single().GetProperty("state").GetString(), Is.EqualTo("syn-sent"));
    }

    [Test]
    [Requires("nc")]
    public void A_port_of_a_rootless_command_is_spliced()
    {
        using RunningCommand run = Start("--splice", "-p", "8080:80", "--", "sh", "-c", Serve);
        Assert.That(HelpersOf(run.Pid), Has.Length.EqualTo(1));
        AssertAnswers(run, $"received on {Lab.BoxAddress}");
        _ = run.Wait(Command.UsualLimit).Succeeded();
    }

    /// <summary>A terminal sends Ctrl-C to everybody, and the command may go on.</summary>
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(15)]
    [Requires("nc")]
    public void A_rootless_helper_outlives_the_signals_of_a_terminal(int signal)
    {
        using RunningCommand run = Start("--splice", "-p", "8080:80", "--", "sh", "-c", Serve);
        int helper = HelpersOf(run.Pid).Single();
        _ = Command.Run("kill", $"-{Text(signal)}", Text(helper)).Succeeded();
        AssertAnswers(run, $"received on {Lab.BoxAddress}");
        _ = run.Wait(Command.UsualLimit).Succeeded();
    }

    [Test]
    [Requires("nc")]
    public void Without_its_helper_clients_go_through_the_stack()
    {
        using RunningCommand run = Start("--splice", "-p", "8080:80", "--", "sh", "-c", Serve);
        int helper = HelpersOf(run.Pid).Single();
        _ = Command.Run("kill", "-9", Text(helper)).Succeeded();
        Eventually.True(() => HelpersOf(run.Pid).Length == 0, Command.UsualLimit, "the helper lives on");
        AssertAnswers(run, $"received on {Lab.Gateway}");
        Assert.That(run.Error, Does.Contain("netkit: ").And.Contain("start netkit anew"));
        _ = run.Wait(Command.UsualLimit).Succeeded();
    }

    [Test]
    public void A_rootless_helper_ends_with_a_killed_netkit()
    {
        using RunningCommand run = Start("--splice", "-p", "8080:80", "--", "sh", "-c", "echo up; exec sleep 60");
        int helper = HelpersOf(run.Pid).Single();
        run.Signal(NetkitProcess.Kill);
        Eventually.True(() => !IsHelper(helper), Command.UsualLimit, "the helper lives on");
    }

    [Test]
    public void A_rootless_helper_keeps_nothing_open_that_was_not_meant_for_it()
    {
        string fifo = Path.Combine(_user!.SocketDirectory, "fifo");
        _ = Command.Run("mkfifo", "-m", "666", fifo).Succeeded();
        string script = $"exec 7<>{fifo}; exec {_user.Netkit} run --splice -- sh -c 'echo up; exec sleep 60'";
        using RunningCommand run = Lab.Host.Start(_user.Line("sh", "-c", script));
        run.WaitFor("up", Command.UsualLimit);
        int helper = HelpersOf(run.Pid).Single();
        string?[] open = [.. Directory.GetFileSystemEntries($"/proc/{Text(helper)}/fd").Select(static path => new FileInfo(path).LinkTarget)];
        Assert.That(open, Has.None.EqualTo(fifo));
        run.Signal(NetkitProcess.Terminate);
        _ = run.Wait(Command.UsualLimit);
    }

    private RunningCommand Start(params string[] arguments)
    {
        RunningCommand run = Lab.Host.Start(_user!.Line([_user.Netkit, "run", .. arguments]));
        run.WaitFor("up", Command.UsualLimit);
        return run;
    }

    private void AssertAnswers(RunningCommand run, string heard)
    {
        // The one that nc answers is the first that finds it listening.
        Eventually.True(
            () =>
            {
                _ = Lab.Host.Run("curl", "-sS", "--max-time", "1", "http://127.0.0.1:8080/");
                return run.Error.Contains("received on", StringComparison.Ordinal);
            },
            Command.UsualLimit,
            () => run.Error);
        Assert.That(run.Error, Does.Contain(heard));
    }

    private static int[] HelpersOf(int pid) =>
    [
        .. File.ReadAllText($"/proc/{Text(pid)}/task/{Text(pid)}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static child => int.Parse(child, CultureInfo.InvariantCulture))
            .Where(IsHelper),
    ];

    private static bool IsHelper(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{Text(pid)}/cmdline").Split('\0').Contains(Helper);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
