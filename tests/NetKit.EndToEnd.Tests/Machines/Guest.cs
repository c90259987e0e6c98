using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>
/// A virtual machine of QEMU's, without hardware support: Debian's kernel and a busybox in memory. Its console is the test's way to give it commands.
/// </summary>
internal sealed partial class Guest : IDisposable
{
    /// <summary>What <see cref="RequiresAttribute"/> has to ask for.</summary>
    public const string Program = "qemu-system-x86_64";
    public const string Kernel = "artifacts/guest/vmlinuz";

    private const string Files = "artifacts/guest";

    private const string Init =
        """
        #!/bin/busybox sh
        /bin/busybox --install -s /bin
        mount -t devtmpfs dev /dev
        mount -t proc proc /proc
        mount -t sysfs sys /sys
        for module in /modules/*.ko; do insmod "$module"; done
        stty -echo -onlcr
        ip link set lo up
        ip link set eth0 up
        count=0
        echo "guest is up"
        while read -r line; do
            count=$((count + 1))
            eval "$line"
            echo "<$count:$?>"
        done
        poweroff -f
        """;

    private const string Lease =
        """
        #!/bin/sh
        case $1 in
            bound | renew)
                ip address add "$ip/$mask" dev "$interface"
                ip link set "$interface" mtu "$mtu"
                ip route replace default via "$router"
                echo "nameserver $dns" > /etc/resolv.conf
                echo "search $domain" >> /etc/resolv.conf
                echo "ip=$ip mtu=$mtu router=$router dns=$dns"
                ;;
        esac
        """;

    // Seconds with a processor of its own; a loaded machine may take many times as long.
    private static readonly TimeSpan BootLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(60);

    private readonly RunningCommand _machine;
    private int _commands;

    private Guest(RunningCommand machine) => _machine = machine;

    /// <summary>Boots, and returns when commands are taken.</summary>
    /// <param name="scratch">Where its files are made.</param>
    /// <param name="socket">What its network card is plugged into.</param>
    public static Guest Boot(Scratch scratch, string socket)
    {
        string files = scratch.PathOf("initramfs");
        WriteFiles(files);
        RunningCommand machine = RunningCommand.Start(
        [
            Program, "-machine", "pc", "-accel", "tcg", "-m", "128", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-serial", "stdio", "-kernel", Path.Combine(NetkitBinary.Root, Kernel), "-initrd", files, "-append", "console=ttyS0 quiet panic=-1",
            "-netdev", $"stream,id=n0,addr.type=unix,addr.path={socket},server=off", "-device", "virtio-net-pci,netdev=n0",
        ]);
        try
        {
            machine.WaitFor("guest is up", BootLimit);
            return new Guest(machine);
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    /// <summary>Takes a lease; answers what it says.</summary>
    public string TakeLease() => Run("udhcpc -i eth0 -n -q -s /lease -O mtu 2> /dev/null");

    /// <summary>Runs one line of shell, which must end well; answers what it prints.</summary>
    public string Run(string line)
    {
        int start = _machine.Output.Length;
        int number = ++_commands;
        _machine.Input.Write(line + "\n");
        _machine.Input.Flush();
        string mark = string.Create(CultureInfo.InvariantCulture, $"<{number}:");
        _machine.WaitFor(mark, CommandLimit);
        Eventually.True(() => Ending().IsMatch(_machine.Output, start), CommandLimit, "the console stopped in the middle of a line");
        string said = _machine.Output[start..];
        string status = Ending().Match(said).Groups["status"].Value;
        Assert.That(status, Is.EqualTo("0"), () => $"{line}\n{said}");
        return said[..said.IndexOf(mark, StringComparison.Ordinal)];
    }

    public void Dispose() => _machine.Dispose();

    [GeneratedRegex(@"<\d+:(?<status>\d+)>")]
    private static partial Regex Ending();

    private static void WriteFiles(string path)
    {
        string files = Path.Combine(NetkitBinary.Root, Files);
        using InitialFiles archive = new(path);
        foreach (string directory in (string[])["bin", "dev", "etc", "modules", "proc", "sys", "www"])
        {
            archive.AddDirectory(directory);
        }

        archive.AddFile("bin/busybox", File.ReadAllBytes(Path.Combine(files, "busybox")));
        foreach (string module in Directory.GetFiles(Path.Combine(files, "modules")).Order(StringComparer.Ordinal))
        {
            archive.AddFile($"modules/{Path.GetFileName(module)}", File.ReadAllBytes(module));
        }

        archive.AddScript("init", Init);
        archive.AddScript("lease", Lease);
        archive.AddScript("www/index.html", "a page of the guest");
    }
}
