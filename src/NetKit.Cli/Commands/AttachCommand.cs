using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using NetKit.Cli.Help;
using NetKit.Cli.Life;
using NetKit.Cli.Options;
using NetKit.Cli.Running;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit attach</c>: a network for a namespace that exists, until it is gone.</summary>
internal static class AttachCommand
{
    private const int LongestInterfaceName = 15;        // IFNAMSIZ less the terminator

    public static Command Create(StartNetwork start)
    {
        NetworkOptions network = new();
        LifeOptions life = new();
        Option<string?> netns = new("--netns") { Description = "The namespace's file, e.g. /run/netns/NAME.", HelpName = "PATH" };
        Option<string?> pid = new("--pid") { Description = "A process in the namespace.", HelpName = "PID" };
        Option<string> ifname = new("--ifname")
        {
            Description = "What the interface is called inside.",
            HelpName = "NAME",
            DefaultValueFactory = static _ => "tap0",
        };
        Option<bool> noConfig = new("--no-config") { Description = "Leave addresses and routes to DHCP or to somebody else." };
        DocumentedCommand command = new(
            "attach",
            "Give a network namespace a network, until it is gone or netkit is told to end.",
            "sudo netkit attach --netns /run/netns/blue -p 8080:80",
            "sudo netkit attach --netns /run/netns/blue -6 -p [::1]:8080:80",
            "sudo netkit attach --netns /run/netns/blue --splice -p 0.0.0.0:8080:80",
            "netkit attach --pid 4711 --no-config",
            "netkit attach --pid 4711 --name web --ready-fd 3 3>ready")
        {
            netns,
            pid,
            ifname,
            noConfig,
        };
        network.AddTo(command);
        life.AddTo(command);
        command.SetAction(result =>
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new FailureException("netkit attach needs the namespaces of Linux.");
            }

            NamespaceTarget target = ReadTarget(result.GetValue(netns), result.GetValue(pid));
            NetworkChoices choices = network.Read(result);
            LifeChoices lifeChoices = life.Read(result);
            string defaultName = string.Create(CultureInfo.InvariantCulture, $"attach-{Environment.ProcessId}");
            NetworkPlan plan = NetworkPlan.Create(choices, defaultName);
            bool isConfigured = !result.GetValue(noConfig);
            plan = plan with { Settings = plan.Settings with { IsConfigured = isConfigured } };
            TapConfiguration tap = Tap(plan, ReadInterfaceName(result.GetRequiredValue(ifname)), isConfigured);
            NetworkSession session = NetworkSession.Prepare(
                plan.Settings.Name, choices, lifeChoices, result.InvocationConfiguration.Error);
            return AttachAsync(session, target, tap, plan, lifeChoices, start).GetAwaiter().GetResult();
        });
        return command;
    }

    internal static NamespaceTarget ReadTarget(string? netns, string? pid)
    {
        if ((netns is null) == (pid is null))
        {
            throw new UsageException("Name the namespace with either --netns PATH or --pid PID.");
        }

        if (netns is not null)
        {
            return NamespaceTarget.OfPath(netns);
        }

        return int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? NamespaceTarget.OfProcess(number)
            : throw new UsageException($"--pid {pid} is not the number of a process.");
    }

    /// <summary>What the kernel takes for a name (dev_valid_name).</summary>
    internal static string ReadInterfaceName(string name)
    {
        bool valid = name.Length is > 0 and <= LongestInterfaceName && name is not ("." or "..")
            && name.All(static c => c is > ' ' and <= '~' and not ('/' or ':' or '%'));
        return valid
            ? name
            : throw new UsageException(
                $"--ifname '{name}' cannot name an interface: 1 to {LongestInterfaceName} characters, no '/', ':', '%' or space.");
    }

    private static TapConfiguration Tap(NetworkPlan plan, string name, bool configure) => new()
    {
        InterfaceName = name,
        Mtu = plan.Settings.Mtu,
        Queues = plan.Settings.Loops,
        Configure = configure,
        Address = plan.Settings.Address,
        PrefixLength = plan.Settings.Subnet.Length,
        Gateway = plan.Settings.Gateway,
        AddressV6 = plan.Settings.AddressV6,
        PrefixLengthV6 = plan.Settings.PrefixV6?.Length ?? 64,
        GatewayV6 = plan.Settings.GatewayV6,
    };

    [SupportedOSPlatform("linux")]
    private static async Task<int> AttachAsync(
        NetworkSession session,
        NamespaceTarget target,
        TapConfiguration configuration,
        NetworkPlan plan,
        LifeChoices life,
        StartNetwork start)
    {
        await using (session.ConfigureAwait(false))
        {
            using StopSignals signals = new();
            using LifeWatch watch = new();
            watch.Add(Watch(target));
            watch.AddExit(life.ExitFd);
            TapFailure? failure = TapInNamespace.TryOpen(target, configuration, SelfCommand.Line, out TapPort? tap);
            if (tap is null)
            {
                throw new FailureException(failure!.Sentence);
            }

            await session.StartAsync(tap, target, plan, life, start).ConfigureAwait(false);
            watch.Start();
            _ = await Task.WhenAny(signals.Stopped, watch.Over, session.Gone).ConfigureAwait(false);
            return 0;
        }
    }

    [SupportedOSPlatform("linux")]
    private static NamespaceWatcher Watch(NamespaceTarget target)
    {
        Errno error = NamespaceWatcher.TryCreate(target, out NamespaceWatcher? watcher);
        return watcher ?? throw new FailureException(error switch
        {
            Errno.NoSuchProcess => $"There is no {target}.",
            Errno.NoSuchFile => $"There is no network namespace at {target}: 'ip netns list' shows those that have names.",
            _ => $"The namespace of {target} cannot be watched ({error}).",
        });
    }
}
