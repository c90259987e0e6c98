using System;
using System.Globalization;

namespace NetKit.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Quantity
{
    private const int Step = 1024;

    /// <summary>E.g. <c>17 B</c>, <c>1.5 KiB</c>, <c>35 GiB</c>.</summary>
    public static string Octets(long count)
    {
        if (count < Step)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{count} B");
        }

        ReadOnlySpan<string> units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        double value = (double)count / Step;
        int unit = 0;
        while (value >= Step && unit < units.Length - 1)
        {
            value /= Step;
            unit++;
        }

        string format = value < 10 ? "0.0" : "0";
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(format, CultureInfo.InvariantCulture)} {units[unit]}");
    }

    /// <summary>E.g. <c>0.3 s</c>, <c>42 s</c>, <c>5 m 10 s</c>, <c>2 h 3 m</c>.</summary>
    public static string Duration(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(seconds);
        return time.TotalSeconds switch
        {
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} m {time.Seconds} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours} h {time.Minutes} m"),
        };
    }
}
