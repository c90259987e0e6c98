using System;
using System.Globalization;
using NetKit.Netstack.Link;

namespace NetKit.Cli.Options;

/// <summary>Reads the list of <c>--impair</c>, e.g. <c>delay=50ms,loss=1%,rate=10mbit</c>.</summary>
internal static class ImpairmentText
{
    private const double SmallestRate = 8_000;
    private const double LargestRate = 100e9;

    /// <exception cref="UsageException">The sentence names the part that cannot be read.</exception>
    public static ImpairmentOptions Read(string text)
    {
        ImpairmentOptions options = new();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=');
            if (equals <= 0)
            {
                throw new UsageException($"--impair '{part}' is no NAME=VALUE: write e.g. delay=50ms,loss=1%.");
            }

            options = Apply(options, part[..equals], part[(equals + 1)..]);
        }

        return options.Jitter > options.Delay
            ? throw new UsageException("--impair: the jitter is larger than the delay, and no frame arrives before it was sent.")
            : options;
    }

    private static ImpairmentOptions Apply(ImpairmentOptions options, string name, string value) => name switch
    {
        "delay" => options with { Delay = ReadTime(name, value) },
        "jitter" => options with { Jitter = ReadTime(name, value) },
        "loss" => options with { Loss = ReadShare(name, value) },
        "dup" => options with { Duplication = ReadShare(name, value) },
        "reorder" => options with { Reordering = ReadShare(name, value) },
        "corrupt" => options with { Corruption = ReadShare(name, value) },
        "rate" => options with { BitsPerSecond = ReadRate(value) },
        "seed" => options with { Seed = ReadSeed(value) },
        _ => throw new UsageException($"--impair does not know '{name}': it knows delay, jitter, loss, dup, reorder, corrupt, rate and seed."),
    };

    private static TimeSpan ReadTime(string name, string value)
    {
        string number = value.EndsWith("ms", StringComparison.Ordinal) ? value[..^2] : string.Empty;
        double limit = ImpairmentOptions.LongestDelay.TotalMilliseconds;
        return TryRead(number, out double milliseconds) && milliseconds <= limit
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new UsageException($"--impair {name}={value} is not a time from 0ms to {limit}ms: write e.g. {name}=50ms.");
    }

    private static double ReadShare(string name, string value)
    {
        string number = value.EndsWith('%') ? value[..^1] : string.Empty;
        return TryRead(number, out double percent) && percent <= 100
            ? percent / 100
            : throw new UsageException($"--impair {name}={value} is not a share from 0% to 100%: write e.g. {name}=0.5%.");
    }

    private static long ReadRate(string value)
    {
        (string Unit, double Factor)[] units = [("kbit", 1e3), ("mbit", 1e6), ("gbit", 1e9)];
        foreach ((string unit, double factor) in units)
        {
            bool fits = value.EndsWith(unit, StringComparison.Ordinal);
            if (fits && TryRead(value[..^unit.Length], out double number) && number * factor is >= SmallestRate and <= LargestRate)
            {
                return (long)(number * factor);
            }
        }

        throw new UsageException($"--impair rate={value} is not a rate from 8kbit to 100gbit: write e.g. rate=10mbit.");
    }

    private static ulong ReadSeed(string value) => ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
        ? seed
        : throw new UsageException($"--impair seed={value} is not a number.");

    private static bool TryRead(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
