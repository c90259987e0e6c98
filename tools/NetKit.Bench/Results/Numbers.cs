using System;
using System.Globalization;

namespace NetKit.Bench.Results;

/// <summary>Numbers for people: three digits are more than the machine's noise is worth.</summary>
internal static class Numbers
{
    public static string Text(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        0 => "0",
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    public static string Text(Spread spread) =>
        spread.Minimum == spread.Maximum
            ? Text(spread.Median)
            : $"{Text(spread.Median)} ({Text(spread.Minimum)}-{Text(spread.Maximum)})";
}
