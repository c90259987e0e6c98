using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using NetKit.Cli.Commands;
using NetKit.Cli.Doctor;
using NetKit.Cli.Output;
using NetKit.Forwarding.Icmp;
using NetKit.Interop;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Doctor;

/// <summary>What each illness looks like, and what mends it.</summary>
public sealed class ExaminationTests
{
    private static DoctorReport Example =>
        new(CheckStatus.Warn, [CheckResult.Ok("tun", "It is there."), CheckResult.Warn("ping", "It is not.", "mend it")]);

    [Test]
    public void A_healthy_machine_has_nothing_to_mend()
    {
        using FakeHost host = new();
        DoctorReport report = Examination.Of(host);
        Assert.That(report.Checks.Where(static check => check.Status != CheckStatus.Ok), Is.Empty);
        Assert.That(report.Checks.Select(static check => check.Fix), Is.All.Null);
        Assert.That(report.Status, Is.EqualTo(CheckStatus.Ok));
    }

    [TestCase(Errno.NoSuchFile, "sudo modprobe tun")]
    [TestCase(Errno.NoSuchDevice, "sudo modprobe tun")]
    [TestCase(Errno.AccessDenied, "sudo chmod 0666 /dev/net/tun")]
    [TestCase(Errno.IoError, "sudo modprobe tun")]
    public void Without_the_device_nothing_works(Errno error, string fix)
    {
        using FakeHost host = new() { Tun = error };
        Expect(host, "tun", CheckStatus.Fail, fix);
    }

    [TestCase(null, "A network can have an event loop for each processor")]
    [TestCase(Errno.NotPermitted, "A network has one event loop for this user: --loops takes root or CAP_BPF")]
    public void Who_may_have_several_loops_is_said_and_nobody_is_blamed(Errno? error, string sentence)
    {
        using FakeHost host = new() { Steering = error };
        DoctorReport report = Examination.Of(host);
        Assert.That(report.Checks.Single(static check => check.Name == "loops").Detail, Does.StartWith(sentence));
        Assert.That(report.Status, Is.EqualTo(CheckStatus.Ok));
    }

    [Test]
    public void Missing_programs_are_named()
    {
        using FakeHost host = new();
        _ = host.Programs.Remove("nsenter");
        CheckResult check = Expect(host, "programs", CheckStatus.Fail, "sudo apt-get install util-linux");
        Assert.That(check.Detail, Does.Contain("no nsenter,").And.Not.Contain("no unshare"));
    }

    [TestCase("/proc/sys/user/max_user_namespaces", "0", "sudo sysctl -w user.max_user_namespaces=15000")]
    [TestCase("/proc/sys/kernel/unprivileged_userns_clone", "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1")]
    [TestCase(
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0")]
    [TestCase("/proc/sys/user/max_user_namespaces", "1000", "docker run --security-opt seccomp=unconfined")]
    public void The_switch_that_forbids_namespaces_is_found(string path, string value, string fix)
    {
        using FakeHost host = new() { Namespaces = false };
        host.Write(path, value + "\n");
        Expect(host, "namespaces", CheckStatus.Fail, fix);
    }

    [Test]
    public void A_root_without_rights_is_said()
    {
        using FakeHost host = new() { User = 0, Namespaces = false };
        Expect(host, "namespaces", CheckStatus.Fail, "docker run --cap-add SYS_ADMIN --cap-add NET_ADMIN");
    }

    [Test]
    public void Root_needs_no_user_namespace()
    {
        using FakeHost host = new() { User = 0 };
        host.Write("/proc/sys/user/max_user_namespaces", "0\n");
        Assert.That(Examination.Of(host).Status, Is.EqualTo(CheckStatus.Ok));
    }

    [Test]
    public void Pings_that_get_no_answer_are_said()
    {
        using FakeHost host = new() { Ping = EchoSocketKind.None };
        Expect(host, "ping", CheckStatus.Warn, "sudo sysctl -w net.ipv4.ping_group_range='0 2147483647'");
    }

    [Test]
    public void Raw_sockets_will_do_for_pings()
    {
        using FakeHost host = new() { Ping = EchoSocketKind.Raw };
        Assert.That(Examination.Of(host).Status, Is.EqualTo(CheckStatus.Ok));
    }

    [TestCase("")]
    [TestCase("# nameserver 192.0.2.1\nnameserver\n")]
    public void Without_a_resolver_names_do_not_resolve(string text)
    {
        using FakeHost host = new();
        host.Write("/etc/resolv.conf", text);
        Expect(host, "resolvers", CheckStatus.Warn, "echo 'nameserver 9.9.9.9' | sudo tee -a /etc/resolv.conf");
    }

    [Test]
    public void A_missing_resolver_file_is_like_an_empty_one()
    {
        using FakeHost host = new();
        host.Delete("/etc/resolv.conf");
        Expect(host, "resolvers", CheckStatus.Warn, "echo 'nameserver 9.9.9.9' | sudo tee -a /etc/resolv.conf");
    }

    [Test]
    public void Pacing_is_noted()
    {
        using FakeHost host = new();
        host.Write("/proc/sys/net/ipv4/tcp_congestion_control", "bbr\n");
        Expect(host, "congestion-control", CheckStatus.Warn, "sudo sysctl -w net.ipv4.tcp_congestion_control=cubic");
    }

    [TestCase("0002000A", "00FFFFFF", "10.0.2.0/24")]
    [TestCase("0000000A", "000000FF", "10.0.0.0/8")]
    [TestCase("8002000A", "80FFFFFF", "10.0.2.128/25")]
    public void A_route_into_the_default_subnet_is_named(string destination, string mask, string named)
    {
        using FakeHost host = new();
        host.Write("/proc/net/route", $"Iface\tDestination\nvpn0\t{destination}\t00000000\t0001\t0\t0\t0\t{mask}\t0\t0\t0\n");
        CheckResult check = Expect(host, "routes", CheckStatus.Warn, "netkit run --subnet 192.168.87.0/24");
        Assert.That(check.Detail, Does.Contain($"a route to {named} over vpn0,"));
    }

    [TestCase("0", "00", "eth0", "The host's IPv6 goes out over eth0; -6 gives it to containers.")]
    [TestCase("0", "00", "lo", "The host has no IPv6 route to the internet")]
    [TestCase("0", "40", "eth0", "The host has no IPv6 route to the internet")]
    [TestCase("2", "00", "eth0", "The host has no IPv6 route to the internet")]
    public void The_way_out_for_ipv6_is_named(string digit, string length, string name, string sentence)
    {
        using FakeHost host = new();
        string zero = new('0', 32);
        string destination = digit + zero[1..];
        host.Write("/proc/net/ipv6_route", $"{destination} {length} {zero} 00 {zero} 00000400 00000001 00000000 00000003     {name}\n");
        CheckResult check = Examination.Of(host).Checks.Single(static check => check.Name == "ipv6");
        Assert.That(check.Detail, Does.StartWith(sentence));
        Assert.That(check.Status, Is.EqualTo(CheckStatus.Ok));
    }

    [Test]
    public void The_pool_of_a_daemons_next_network_goes_round_the_hosts_routes()
    {
        using FakeHost host = new();
        host.Write(
            "/proc/net/route",
            "Iface\tDestination\ndocker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\neth0\t00000000\t0\t0\t0\t0\t0\t00000000\t0\t0\t0\n");
        CheckResult check = Examination.Of(host).Checks.Single(static one => one.Name == "pools");
        Assert.That(check.Detail, Is.EqualTo("A daemon's next network can have 172.18.0.0/16; the host has routes to 172.17.0.0/16 over docker0."));
        host.Write(
            "/proc/net/route",
            "Iface\tDestination\na\t000010AC\t0\t1\t0\t0\t0\t0000F0FF\t0\t0\t0\nb\t0000A8C0\t0\t1\t0\t0\t0\t0000FFFF\t0\t0\t0\n");
        Assert.That(
            Expect(host, "pools", CheckStatus.Warn, "netkit network create NAME --subnet 10.77.0.0/16").Detail, Does.Contain("172.16.0.0/12"));
    }

    [Test]
    public void Few_descriptors_are_said()
    {
        using FakeHost host = new() { Files = 1024 };
        Expect(host, "open-files", CheckStatus.Warn, "ulimit -Hn 65536");
    }

    [Test]
    public void A_place_without_sockets_is_said()
    {
        using FakeHost host = new() { SocketRefusal = "It cannot." };
        CheckResult check = Expect(host, "control-socket", CheckStatus.Warn, "netkit run --api-socket PATH");
        Assert.That(check.Detail, Does.EndWith("It cannot."));
    }

    [Test]
    public void Elsewhere_only_what_exists_there_is_checked()
    {
        using FakeHost host = new() { IsLinux = false, Tun = Errno.NotSupported };
        IEnumerable<string> names = Examination.Of(host).Checks.Select(static check => check.Name);
        Assert.That(names, Is.EqualTo((string[])["resolvers", "open-files", "control-socket"]));
    }

    [TestCase(false, 0)]
    [TestCase(true, 1)]
    public void The_status_tells_whether_it_works(bool broken, int status)
    {
        using FakeHost host = new() { Tun = broken ? Errno.NoSuchFile : Errno.None, Ping = EchoSocketKind.None };
        Assert.That(DoctorCommand.Show(new OutputKind(TextWriter.Null, AsJson: false), Examination.Of(host)), Is.EqualTo(status));
    }

    [Test]
    public void The_text_names_the_command_below_the_trouble()
    {
        using StringWriter output = new();
        _ = DoctorCommand.Show(new OutputKind(output, AsJson: false), Example);
        Assert.That(output.ToString().ReplaceLineEndings("\n").Split('\n'), Is.EqualTo((string[])
        [
            "OK    tun                 It is there.",
            "WARN  ping                It is not.",
            "                          mend it",
            string.Empty,
        ]));
    }

    [Test]
    public void The_json_is_a_contract()
    {
        using StringWriter output = new();
        _ = DoctorCommand.Show(new OutputKind(output, AsJson: true), Example);
        Assert.That(output.ToString().TrimEnd(), Is.EqualTo(
            """{"status":"warn","checks":[{"name":"tun","status":"ok","detail":"It is there.","fix":null}"""
            + """,{"name":"ping","status":"warn","detail":"It is not.","fix":"mend it"}]}"""));
        Assert.That(() => JsonDocument.Parse(output.ToString()), Throws.Nothing);
    }

    private static CheckResult Expect(FakeHost host, string name, CheckStatus status, string fix)
    {
        DoctorReport report = Examination.Of(host);
        CheckResult check = report.Checks.Single(check => check.Name == name);
        Assert.That((check.Status, check.Fix), Is.EqualTo((status, fix)));
        Assert.That(check.Detail, Does.EndWith("."));
        Assert.That(report.Status, Is.EqualTo(status));
        Assert.That(report.Checks.Count(static one => one.Status != CheckStatus.Ok), Is.EqualTo(1), "nothing else is ill");
        return check;
    }
}
