using System.Buffers;

namespace NetKit.Daemon.State;

/// <summary>Ids that come from outside become names of files: they must not be able to name anything else.</summary>
public static class StateNames
{
    private const int Longest = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.");

    /// <summary>Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, beginning with a letter or digit, at most 128 of them.</summary>
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= Longest } && char.IsAsciiLetterOrDigit(id[0]) && !System.MemoryExtensions.ContainsAnyExcept(id, Allowed);
}
