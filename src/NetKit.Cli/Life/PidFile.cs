using System;
using System.Globalization;
using System.IO;

namespace NetKit.Cli.Life;

/// <summary>A file that holds this process's id and a newline until it is disposed of.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    private PidFile(string path) => _path = path;

    /// <summary>Null when no path is given.</summary>
    public static PidFile? Write(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
            return new PidFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FailureException($"The pid file {path} cannot be written ({exception.Message}).");
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its directory went away before we did: then so did the file.
        }
    }
}
