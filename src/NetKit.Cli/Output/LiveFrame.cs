using System.Collections.Generic;
using System.Globalization;

namespace NetKit.Cli.Output;

/// <summary>What a terminal shows at one moment: a line, and tables below it.</summary>
internal sealed record LiveFrame(string Title, IReadOnlyList<Table> Tables)
{
    /// <summary>E.g. <c>12</c>, or <c>5 of 12</c> where not all fit.</summary>
    public static string Of(int shown, int all) => shown == all
        ? all.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{shown} of {all}");
}
