using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Captures;

/// <summary>Whatever NetKit writes, wireshark opens without a complaint, and shows NetKit's comments.</summary>
[Requires("tshark", "curl", "dig", "ping", "ip", "sysctl")]
public sealed class WiresharkTests
{
    // The headers that an ICMP error quotes are not whole: their checksums say nothing.
    private const string Complaints =
        "_ws.malformed or (not icmp and not icmpv6 and (_ws.expert.severity == error "
        + "or ip.checksum.status == Bad or tcp.checksum.status == Bad or udp.checksum.status == Bad))";

    private static string Folder => Path.Combine(NetkitBinary.Root, "tests", "captures");

    private static IEnumerable<string> Recorded =>
        Directory.EnumerateFiles(Folder, "*.pcapng").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Recorded))]
    public void A_recorded_capture_or_golden(string name) => AssertIsClean(Path.Combine(Folder, name), atLeast: 0);

    [Test]
    public void A_file_of_the_first_frame_on_and_one_of_a_running_network()
    {
        using Scratch scratch = new();
        using Lab lab = new();
        string whole = scratch.PathOf("whole.pcapng");
        string part = scratch.PathOf("part.pcapng");
        using Server web = WebServer.Start(lab.Host.Listen("127.0.0.1", 8080));
        using (NetkitProcess netkit = lab.Attach("--host-loopback", "--mtu", "1500", "--pcap", whole))
        {
            using RunningCommand capture = RunningCommand.Start(
                [NetkitBinary.Path, "capture", "-w", part, "--socket", netkit.Socket, "-c", "40", "--seconds", "20", "ip"]);
            Eventually.True(() => File.Exists(part), Command.UsualLimit, () => capture.Error);
            _ = lab.Box.Run("curl", "-sS", $"http://{Lab.Gateway}:8080/").Succeeded();
            _ = lab.Box.Run("dig", "+tries=1", "+time=1", $"@{Lab.Dns}", "host.netkit.internal").Succeeded();
            _ = lab.Box.Run("ping", "-c", "12", "-i", "0.02", "-s", "3000", Lab.Gateway).Succeeded();
            _ = capture.Wait(Command.UsualLimit).Succeeded();
        }

        AssertIsClean(whole, atLeast: 40);
        AssertIsClean(part, atLeast: 40);
    }

    private static void AssertIsClean(string file, int atLeast)
    {
        string[] checks = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"];
        Outcome complaints = Command.Run(["tshark", "-n", "-r", file, .. checks, "-Y", Complaints]);
        Assert.That(complaints.Succeeded(), Is.Empty);
        Assert.That(WithoutRoot(complaints.Error), Is.Empty);

        string[] comments = Command.Run("tshark", "-n", "-r", file, "-T", "fields", "-e", "frame.comment")
            .Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(comments, Has.Length.AtLeast(atLeast));
        Assert.That(comments, Has.All.Matches("^(in|out)(;|$)"));
        Assert.That(Command.Run("tshark", "-n", "-r", file).Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(comments.Length));
    }

    // tshark does not like to be root.
    private static string WithoutRoot(string error) =>
        string.Join('\n', error.Split('\n').Where(static line => line.Length > 0 && !line.StartsWith("Running as user", StringComparison.Ordinal)));
}
