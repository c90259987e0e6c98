using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using NetKit.Cli.Help;
using NetKit.Cli.Life;
using NetKit.Cli.Options;
using NetKit.Cli.Running;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit run</c>: a command in new namespaces with a network of its own.</summary>
internal static class RunCommand
{
    public static Command Create(StartNetwork start)
    {
        NetworkOptions network = new();
        LifeOptions life = new();
        Argument<string[]> commandLine = new("COMMAND")
        {
            Description = "What to run, with its arguments.",
            Arity = ArgumentArity.OneOrMore,
            CaptureRemainingTokens = true,
        };
        DocumentedCommand command = new(
            "run",
            "Run a command in a network of its own, and end with its status.",
            "netkit run curl http://example.com/",
            "netkit run -p 8080:80 -- python3 -m http.server 80",
            "netkit run --splice -p 8080:80 -- python3 -m http.server 80",
            "netkit run -6 ping fd00::2",
            "netkit run --subnet 192.168.7.0/24 --host-loopback bash")
        {
            commandLine,
        };
        network.AddTo(command);
        life.AddTo(command);
        command.SetAction(result =>
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new FailureException("netkit run needs the namespaces of Linux.");
            }

            string[] words = result.GetRequiredValue(commandLine);
            CheckIsCommand(result, words[0]);
            NetworkChoices choices = network.Read(result);
            LifeChoices lifeChoices = life.Read(result);
            string defaultName = string.Create(CultureInfo.InvariantCulture, $"run-{Environment.ProcessId}");
            NetworkPlan plan = NetworkPlan.Create(choices, defaultName);
            TextWriter error = result.InvocationConfiguration.Error;
            NetworkSession session = NetworkSession.Prepare(plan.Settings.Name, choices, lifeChoices, error);
            return Run(session, plan, lifeChoices, words, start);
        });
        return command;
    }

    /// <summary>Everything from the first word on is the command's, so a mistyped option would be taken for a command.</summary>
    private static void CheckIsCommand(ParseResult result, string first)
    {
        if (first.StartsWith('-') && !result.Tokens.Any(static token => token.Type == TokenType.DoubleDash))
        {
            throw new UsageException(
                $"'{first}' is no option of 'netkit run': see 'netkit run --help', or write -- before a command of that name.");
        }
    }

    /// <summary>Stays on the calling thread until the command has ended: the command dies with that thread.</summary>
    [SupportedOSPlatform("linux")]
    private static int Run(NetworkSession session, NetworkPlan plan, LifeChoices life, string[] commandLine, StartNetwork start)
    {
        try
        {
            using ChildSignals signals = new(fromTerminal: !Console.IsInputRedirected);
            using LifeWatch watch = new();
            watch.AddExit(life.ExitFd);
            RunHelperSettings settings = RunHelperSettings.Of(plan, life);
            using RunChild child = RunChild.Start(settings, commandLine);
            signals.Attach(child);
            if (child.ReceiveTap(settings.Tap) is not { } tap)
            {
                return HelperEnded(child.Wait());
            }

            session.StartAsync(tap, child.Namespace, plan, life, start).GetAwaiter().GetResult();
            _ = watch.Over.ContinueWith(_ => signals.Terminate(), TaskScheduler.Default);
            watch.Start();
            child.Go();
            return child.Wait();
        }
        finally
        {
            session.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Ended by a signal it was one that we handed on; otherwise unshare has failed and complained.</summary>
    private static int HelperEnded(int status)
    {
        const int BySignal = 128;
        return status > BySignal
            ? status
            : throw new FailureException("The namespaces cannot be made, for the reason that unshare gives: 'netkit doctor' knows more.");
    }
}
