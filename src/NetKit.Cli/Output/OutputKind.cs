using System;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NetKit.Cli.Output;

/// <summary>Where a command's results go, and in which form.</summary>
internal sealed record OutputKind(TextWriter Writer, bool AsJson)
{
    /// <summary>Only the process's own stdout can be a terminal.</summary>
    public bool IsTerminal => ReferenceEquals(Writer, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>One line, so that a reader of several documents can split them.</summary>
    public void WriteJson<T>(T message, JsonTypeInfo<T> type) => Writer.WriteLine(JsonSerializer.Serialize(message, type));

    public void Write(Table table) => table.WriteTo(Writer, IsTerminal);
}
