using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using NetKit.Cli.Help;
using NetKit.Cli.Life;
using NetKit.Cli.Options;
using NetKit.Netstack.Network;
using NetKit.Replay;
using NetKit.Replay.Recordings;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit replay</c>: what does the stack make of a capture, and is it what it was?</summary>
internal static class ReplayCommand
{
    private const string GoldenSuffix = ".golden";
    private const int Differs = 1;

    public static Command Create()
    {
        Argument<string[]> files = new("FILE") { Description = "Captures of netkit (pcapng or pcap).", Arity = ArgumentArity.OneOrMore };
        Option<string?> expect = new("--expect")
        {
            Description = "The golden output instead of FILE's own (web.pcapng: web.golden.pcapng).",
            HelpName = "GOLDEN",
        };
        Option<bool> record = new("--record") { Description = "Write what comes out as the golden output." };
        DocumentedCommand command = new(
            "replay",
            "Feed a capture into a fresh stack on a virtual clock, and compare what comes out with the golden output.",
            "netkit replay tests/captures/*.pcapng",
            "netkit replay web.pcapng --record",
            "netkit replay web.pcapng --expect before.pcapng")
        {
            files,
            expect,
            record,
        };
        command.SetAction(result =>
        {
            string[] paths = result.GetRequiredValue(files);
            string? golden = result.GetValue(expect);
            if (golden is not null && paths.Length > 1)
            {
                throw new UsageException("--expect belongs to one FILE: replay the others without it.");
            }

            bool isRecording = result.GetValue(record);
            bool isDifferent = false;
            foreach (string path in paths)
            {
                if (!path.Contains(GoldenSuffix + ".", StringComparison.Ordinal))
                {
                    isDifferent |= !Replay(result.InvocationConfiguration.Output, path, golden ?? GoldenOf(path), golden is not null, isRecording);
                }
            }

            return isDifferent ? Differs : 0;
        });
        return command;
    }

    internal static string GoldenOf(string path) => Path.ChangeExtension(path, GoldenSuffix + Path.GetExtension(path));

    // False: something else came out.
    private static bool Replay(TextWriter output, string path, string golden, bool isGoldenAsked, bool isRecording)
    {
        ReplayResult result = Replayer.Run(Load(path, null));
        string counts = Counts(result);
        if (isRecording)
        {
            Save(golden, result.Sent);
            output.WriteLine($"{path}: {counts}; recorded in {golden}");
            return true;
        }

        if (!isGoldenAsked && !File.Exists(golden))
        {
            output.WriteLine($"{path}: {counts}; nothing to compare with (--record makes {golden})");
            return true;
        }

        string? difference = RecordingDifference.Describe(Load(golden, result.Sent.Epoch), result.Sent);
        output.WriteLine(difference is null ? $"{path}: {counts}; as expected" : $"{path}: {difference}");
        return difference is null;
    }

    private static string Counts(ReplayResult result)
    {
        NodeCounters counters = result.Counters;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{counters.Arrivals} frames in, {counters.TotalDrops} of them dropped, {result.Sent.Frames.Count} out");
    }

    private static Recording Load(string path, long? timeLine)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using BufferedStream buffered = new(file, 1 << 16);
            return Recording.TryLoad(buffered, timeLine, out Recording? recording, out string? error)
                ? recording
                : throw new FailureException($"{path} cannot be replayed. {error}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FailureException($"{path} cannot be read: {exception.Message}");
        }
    }

    private static void Save(string path, Recording recording)
    {
        try
        {
            using FileStream file = File.Create(path);
            using BufferedStream buffered = new(file, 1 << 16);
            recording.Save(buffered);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FailureException($"{path} cannot be written: {exception.Message}");
        }
    }
}
