using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Cli.Help;
using NetKit.Cli.Life;
using NetKit.Cli.Options;
using NetKit.Cli.Running;
using NetKit.Daemon.Control;
using NetKit.Forwarding.Machines;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit serve</c>: a network that virtual machines connect to, until netkit is told to end.</summary>
internal static class ServeCommand
{
    public static Command Create(StartMachines start)
    {
        NetworkOptions network = new("machine", NetworkPlan.MachineMtu, hasTap: false);
        LifeOptions life = new();
        Option<string[]> listen = new("--listen")
        {
            Description = $"Where machines come by: {ListenUrl.Known}. May be repeated: all are on one network.",
            HelpName = "URL",
            Required = true,
        };
        DocumentedCommand command = new(
            "serve",
            "Give virtual machines a network: each that connects is an endpoint of it.",
            "netkit serve --listen qemu:///run/user/1000/vm.sock -p 2222:22",
            "netkit serve --listen qemu://vm.sock -6 --name web -p 8080:80",
            "netkit serve --listen qemu+tcp://127.0.0.1:5555 --pcap vm.pcapng",
            "netkit serve --listen vpnkit:///var/tmp/com.docker.slirp.socket",
            "netkit serve --listen fd:3 3<>/dev/tcp/127.0.0.1/5555")
        {
            listen,
        };
        network.AddTo(command);
        life.AddTo(command);
        command.SetAction(result =>
        {
            List<MachineListen> listens = [.. result.GetRequiredValue(listen).Select(ListenUrl.Read)];
            NetworkChoices choices = network.Read(result);
            LifeChoices lifeChoices = life.Read(result);
            string defaultName = string.Create(CultureInfo.InvariantCulture, $"serve-{Environment.ProcessId}");
            bool isVpnkit = listens.All(static one => one.Protocol is MachineProtocol.Vpnkit);
            NetworkHabits habits = isVpnkit ? NetworkHabits.Vpnkit : NetworkHabits.Slirp;
            NetworkPlan plan = NetworkPlan.Create(choices, defaultName, NetworkPlan.MachineMtu, habits);
            NetworkSession session = NetworkSession.Prepare(
                plan.Settings.Name, choices, lifeChoices, result.InvocationConfiguration.Error);
            return ServeAsync(session, listens, plan, lifeChoices, start).GetAwaiter().GetResult();
        });
        return command;
    }

    private static async Task<int> ServeAsync(
        NetworkSession session, List<MachineListen> listens, NetworkPlan plan, LifeChoices life, StartMachines start)
    {
        await using (session.ConfigureAwait(false))
        {
            using StopSignals signals = new();
            using LifeWatch watch = new();
            watch.AddExit(life.ExitFd);
            await session.StartAsync(loggers => Start(start, plan, listens, loggers), plan, life).ConfigureAwait(false);
            watch.Start();
            _ = await Task.WhenAny(signals.Stopped, watch.Over, session.Gone).ConfigureAwait(false);
            return 0;
        }
    }

    private static INetwork Start(StartMachines start, NetworkPlan plan, List<MachineListen> listens, ILoggerFactory loggers)
    {
        (INetwork? network, string? refusal) = start(plan.Settings, listens, loggers).GetAwaiter().GetResult();
        return network ?? throw new FailureException(refusal ?? "The network cannot be started.");
    }
}
