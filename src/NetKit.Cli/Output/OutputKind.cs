using System;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NetKit.Interop;

namespace NetKit.Cli.Output;

/// <summary>Where a command's results go, and in which form.</summary>
internal sealed record OutputKind(TextWriter Writer, bool AsJson)
{
    private static readonly Fd StandardOutput = new(1);

    /// <summary>Only the process's own stdout can be a terminal.</summary>
    public bool IsTerminal => ReferenceEquals(Writer, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>A terminal on which one can go back and draw again, and somebody who wants to look at it.</summary>
    public bool CanDraw => IsTerminal && !AsJson && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    /// <summary>Whoever it was piped to has ended (<c>netkit top | head</c>). The runtime keeps quiet about it, so that it has to be asked for.</summary>
    public bool HasNoReader => ReferenceEquals(Writer, Console.Out) && Console.IsOutputRedirected && Files.HasNoReader(StandardOutput);

    /// <summary>One line, so that a reader of several documents can split them.</summary>
    public void WriteJson<T>(T message, JsonTypeInfo<T> type) => Writer.WriteLine(JsonSerializer.Serialize(message, type));

    public void Write(Table table) => table.WriteTo(Writer, IsTerminal);
}
