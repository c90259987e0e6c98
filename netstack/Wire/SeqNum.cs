namespace NetKit.Netstack.Wire;

/// <summary>
/// A TCP sequence number: it lives on a circle of 2^32, so only the operators that make sense there exist
/// (RFC 9293 §3.4). Order is meaningful for numbers less than 2^31 apart.
/// </summary>
public readonly record struct SeqNum(uint Value)
{
    public static SeqNum operator +(SeqNum seq, int octets) => new(seq.Value + (uint)octets);

    public static SeqNum operator -(SeqNum seq, int octets) => new(seq.Value - (uint)octets);

    /// <summary>The signed distance from <paramref name="earlier"/> to <paramref name="later"/> in octets.</summary>
    public static int operator -(SeqNum later, SeqNum earlier) => (int)(later.Value - earlier.Value);

    public static bool operator <(SeqNum a, SeqNum b) => a - b < 0;

    public static bool operator >(SeqNum a, SeqNum b) => a - b > 0;

    public static bool operator <=(SeqNum a, SeqNum b) => a - b <= 0;

    public static bool operator >=(SeqNum a, SeqNum b) => a - b >= 0;

    public static SeqNum Max(SeqNum a, SeqNum b) => a > b ? a : b;

    public static SeqNum Min(SeqNum a, SeqNum b) => a < b ? a : b;

    /// <summary>True in the window of <paramref name="length"/> octets that begins at <paramref name="start"/>.</summary>
    public bool IsIn(SeqNum start, int length) => (uint)(this - start) < (uint)length;

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
