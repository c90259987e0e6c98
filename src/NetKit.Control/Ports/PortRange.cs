using System;
using System.Globalization;

namespace NetKit.Control.Ports;

/// <summary>Ports from <see cref="First"/> to <see cref="Last"/>, both included; 0 alone means any port.</summary>
public readonly record struct PortRange(ushort First, ushort Last)
{
    public static PortRange Any => new(0, 0);

    public int Count => Last - First + 1;

    public bool IsAny => this == Any;

    /// <summary>Reads <c>80</c> or <c>8000-8009</c>.</summary>
    public static PortRangeError TryParse(ReadOnlySpan<char> text, out PortRange range)
    {
        range = default;
        int dash = text.IndexOf('-');
        ReadOnlySpan<char> first = dash < 0 ? text : text[..dash];
        ReadOnlySpan<char> last = dash < 0 ? text : text[(dash + 1)..];
        if (!TryParsePort(first, out ushort low) || !TryParsePort(last, out ushort high))
        {
            return PortRangeError.NotANumber;
        }

        if (high < low)
        {
            return PortRangeError.Backwards;
        }

        range = new PortRange(low, high);
        return low == 0 && high != 0 ? PortRangeError.ZeroInRange : PortRangeError.None;
    }

    public override string ToString() => Count == 1
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    private static bool TryParsePort(ReadOnlySpan<char> text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
