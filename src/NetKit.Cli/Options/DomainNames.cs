using System.Linq;

namespace NetKit.Cli.Options;

/// <summary>Names that hosts may have (RFC 1123 §2.1, RFC 1035 §2.3.4).</summary>
internal static class DomainNames
{
    private const int LongestLabel = 63;
    private const int LongestName = 253;

    public static string CheckLabel(string option, string text) => IsLabel(text)
        ? text
        : throw new UsageException($"{option} '{text}' is no host name: 1 to {LongestLabel} letters, digits and inner hyphens.");

    /// <summary>A dot at the end is dropped: every domain here is complete.</summary>
    public static string CheckDomain(string option, string text)
    {
        string name = text.EndsWith('.') ? text[..^1] : text;
        return name.Length <= LongestName && name.Split('.').All(IsLabel)
            ? name
            : throw new UsageException($"{option} '{text}' is no domain: write e.g. example.internal.");
    }

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= LongestLabel
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && !text.StartsWith('-') && !text.EndsWith('-');
}
