using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using NetKit.Bench.Lab;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;
using NetKit.Bench.Trials;

namespace NetKit.Bench;

/// <summary>The command line of tools/bench.</summary>
internal static class BenchCommand
{
    private const int Interrupted = 130;

    private static readonly Option<bool> Quick = new("--quick") { Description = "One short run of the most telling cells: two minutes." };
    private static readonly Option<int?> Runs = new("--runs")
    {
        Description = "How often everything is measured (5; quick: 1).",
        HelpName = "N",
    };

    private static readonly Option<double?> Seconds = new("--seconds")
    {
        Description = "How long one measurement takes (2; quick: 1).",
        HelpName = "SECONDS",
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Measure this path only. May be repeated.",
        HelpName = "PATH",
    };

    private static readonly Option<string[]> Peer = new("--peer")
    {
        Description = "One more program, or another one by that name. What NAME begins with says how it is started: pasta-new=/opt/pasta.",
        HelpName = "NAME=PATH",
    };

    private static readonly Option<string[]> Skip = new("--skip")
    {
        Description = "Leave this peer out. May be repeated.",
        HelpName = "NAME",
    };

    private static readonly Option<string> Json = new("--json") { Description = "Write every run to this file.", HelpName = "FILE" };
    private static readonly Option<string> Publish = new("--publish-to")
    {
        Description = "Write RESULTS.md, results.json and plots to this folder.",
        HelpName = "FOLDER",
    };

    private static readonly Option<string> Binary = new("--netkit")
    {
        Description = "The binary to measure.",
        HelpName = "PATH",
        Required = true,
    };

    public static int Run(string[] arguments)
    {
        Only.AcceptOnlyFromAmong(TrialCatalog.PathNames);
        RootCommand root = new("Measure NetKit beside its peers.") { Quick, Runs, Seconds, Only, Peer, Skip, Json, Publish, Binary };
        root.SetAction(Run);
        return root.Parse(arguments).Invoke();
    }

    private static int Run(ParseResult parsed)
    {
        using CancellationTokenSource cancel = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            Run(parsed, cancel.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            Progress.Clear();
            Console.Error.WriteLine("bench: interrupted; everything it made is gone.");
            return Interrupted;
        }
        catch (BenchException failure)
        {
            Console.Error.WriteLine($"bench: {failure.Message}");
            return 1;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            cancel.Cancel();
        }
    }

    private static void Run(ParseResult parsed, CancellationToken cancel)
    {
        bool quick = parsed.GetValue(Quick);
        BenchPlan plan = new(
            quick, parsed.GetValue(Runs) ?? (quick ? 1 : 5), parsed.GetValue(Seconds) ?? (quick ? 1 : 2), parsed.GetValue(Only) ?? []);
        IReadOnlyList<ITrial> trials = TrialCatalog.Create(plan);
        if (trials.Count == 0)
        {
            throw new BenchException("Nothing of that is measured by --quick.");
        }

        List<string> missing = [];
        string[] skipped = parsed.GetValue(Skip) ?? [];
        IPeer[] peers =
        [
            .. PeerCatalog.Find(parsed.GetValue(Binary)!, parsed.GetValue(Peer) ?? [], missing).Where(peer => !skipped.Contains(peer.Name)),
        ];
        if (missing.Count > 0)
        {
            Console.Error.WriteLine($"not installed and left out: {string.Join(", ", missing)}");
        }

        RunInfo info = new(
            DateTime.UtcNow, Machine.Describe(), BenchLab.CongestionControl, plan, OpenFileLimit.Flows,
            [.. peers.DistinctBy(static peer => peer.Name).Select(static peer => (peer.Name, peer.Description))]);
        ResultTable results = Measure(plan, peers, trials, cancel);
        Show(parsed, info, results, new Targets(results, peers).Evaluate());
    }

    private static ResultTable Measure(BenchPlan plan, IPeer[] peers, IReadOnlyList<ITrial> trials, CancellationToken cancel)
    {
        ResultTable results = new();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nkbench-");
        try
        {
            using BenchLab lab = new(folder.FullName, cancel);
            using BenchRun run = new(lab, plan, peers, results);
            run.Measure(trials);
        }
        finally
        {
            if (results.Failures.Count == 0 || cancel.IsCancellationRequested)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                Console.Error.WriteLine($"\nlogs of what went wrong: {folder.FullName}");
            }
        }

        return results;
    }

    private static void Show(ParseResult parsed, RunInfo info, ResultTable results, IReadOnlyList<Target> targets)
    {
        Report.Write(Console.Out, info, results, targets, plotOf: null);
        if (parsed.GetValue(Json) is { } json)
        {
            JsonReport.Write(json, info, results);
        }

        if (parsed.GetValue(Publish) is { } folder)
        {
            Page.Publish(folder, info, results, targets);
        }
    }
}
