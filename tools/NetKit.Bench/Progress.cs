using System;

namespace NetKit.Bench;

/// <summary>What is being measured now: one changing line on a terminal, nothing on a pipe.</summary>
internal static class Progress
{
    public static void Show(string text)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write($"\r\e[K{text}");
        }
    }

    public static void Clear() => Show(string.Empty);
}
