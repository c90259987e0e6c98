using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;

namespace NetKit.Daemon.Configuration;

/// <summary>Finds the line of a key.</summary>
internal static class JsonLines
{
    /// <param name="text">Valid JSON.</param>
    /// <param name="key">E.g. <c>networks[0].mtu</c>.</param>
    /// <returns>Counted from 1; the line of the nearest key around it when it is left out.</returns>
    public static int Find(ReadOnlySpan<byte> text, string key)
    {
        Utf8JsonReader reader = new(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        Stack<(string Path, int Index)> open = new();
        (string current, int line, int best) = (string.Empty, 1, 0);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                string parent = open.Peek().Path;
                current = parent.Length == 0 ? reader.GetString()! : $"{parent}.{reader.GetString()}";
                Consider(text, reader.TokenStartIndex);
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                _ = open.Pop();
                continue;
            }

            if (open.TryPeek(out (string Path, int Index) outer) && outer.Index >= 0)
            {
                _ = open.Pop();
                open.Push((outer.Path, outer.Index + 1));
                current = string.Create(CultureInfo.InvariantCulture, $"{outer.Path}[{outer.Index}]");
                Consider(text, reader.TokenStartIndex);
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push((current, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
            }
        }

        return line;

        void Consider(ReadOnlySpan<byte> all, long at)
        {
            bool around = key.StartsWith(current, StringComparison.Ordinal) && current.Length > best
                && (key.Length == current.Length || key[current.Length] is '.' or '[');
            if (around)
            {
                best = current.Length;
                line = all[..(int)at].Count((byte)'\n') + 1;
            }
        }
    }
}
