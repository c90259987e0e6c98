using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using NetKit.Fuzz.Campaigns;
using NetKit.Fuzz.Corpus;
using SharpFuzz;

namespace NetKit.Fuzz;

/// <summary>What <c>tools/fuzz</c> calls; it has the words for people.</summary>
internal static class FuzzCommand
{
    private const int Failed = 1;
    private const int BadUsage = 2;

    public static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        try
        {
            return arguments switch
            {
                ["list"] => List(output),
                ["corpus", string target, string captures, string folder] => WriteCorpus(FuzzTargets.Of(target), captures, folder),
                ["run", string target, .. string[] files] => Reproduce(FuzzTargets.Of(target), files, output),
                ["blind", string target, string captures, string seconds, string findings] =>
                    Blind(FuzzTargets.Of(target), captures, int.Parse(seconds, CultureInfo.InvariantCulture), findings, output),
                ["guided", string target] => Guided(FuzzTargets.Of(target)),
                _ => BadUsage,
            };
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or FormatException)
        {
            errors.WriteLine(exception.Message);
            return BadUsage;
        }
    }

    private static int List(TextWriter output)
    {
        foreach (IFuzzTarget target in FuzzTargets.All)
        {
            output.WriteLine($"{target.Name,-14} {target.About}");
        }

        return 0;
    }

    private static int WriteCorpus(IFuzzTarget target, string captures, string folder)
    {
        _ = Directory.CreateDirectory(folder);
        HashSet<string> known = [];
        foreach (byte[] seed in target.Seeds(SeedFrames.Load(captures)))
        {
            if (known.Add(Convert.ToHexString(seed)))
            {
                File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"seed-{known.Count:0000}")), seed);
            }
        }

        return 0;
    }

    private static int Reproduce(IFuzzTarget target, IEnumerable<string> files, TextWriter output)
    {
        int status = 0;
        foreach (string file in files)
        {
            Finding? finding = Campaign.Try(target, File.ReadAllBytes(file));
            output.WriteLine(finding is null ? $"{file}: all is well" : $"{file}: {finding.Error}");
            status = finding is null ? status : Failed;
        }

        return status;
    }

    private static int Blind(IFuzzTarget target, string captures, int seconds, string findings, TextWriter output)
    {
        long end = Stopwatch.GetTimestamp() + seconds * Stopwatch.Frequency;
        long rounds = 0;
        Finding? finding = Campaign.Run(target, SeedFrames.Load(captures), Environment.TickCount, round =>
        {
            rounds = round;
            return Stopwatch.GetTimestamp() < end;
        });
        output.WriteLine($"{rounds} inputs");
        if (finding is null)
        {
            return 0;
        }

        _ = Directory.CreateDirectory(findings);
        string file = Path.Combine(findings, $"{target.Name}-{Environment.ProcessId}");
        File.WriteAllBytes(file, finding.Input);
        output.WriteLine($"{file}: {finding.Error}");
        return Failed;
    }

    private static int Guided(IFuzzTarget target)
    {
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using MemoryStream input = new();
            stream.CopyTo(input);
            Oracle.Run(target, input.GetBuffer().AsSpan(0, (int)input.Length));
        });
        return 0;
    }
}
