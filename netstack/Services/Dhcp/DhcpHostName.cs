using System;
using System.Buffers;
using System.Text;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>Names that clients give themselves, made fit for the local DNS zone.</summary>
internal static class DhcpHostName
{
    private const int MaximumLength = 63;

    // Docker's names have underscores, which RFC 952 does not know and every resolver takes.
    private static readonly SearchValues<char> Lawful =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>
    /// The first label of option 12; empty when it is no name. Some clients send the whole domain name (RFC 2132 §3.14 lets them), some
    /// a zero at the end.
    /// </summary>
    public static ReadOnlySpan<byte> FirstLabel(ReadOnlySpan<byte> option)
    {
        ReadOnlySpan<byte> text = option.TrimEnd((byte)0);
        int dot = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> label = dot < 0 ? text : text[..dot];
        Span<char> chars = stackalloc char[MaximumLength];
        return label.Length <= MaximumLength && Encoding.Latin1.TryGetChars(label, chars, out int length) && IsLabel(chars[..length])
            ? label
            : default;
    }

    /// <summary>Letters, digits, hyphens and underscores, at most 63 of them, and no hyphen at either end.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaximumLength && !text.ContainsAnyExcept(Lawful) && text[0] != '-' && text[^1] != '-';
}
