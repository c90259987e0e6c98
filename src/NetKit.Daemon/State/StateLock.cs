using System;
using System.IO;
using System.Runtime.Versioning;

namespace NetKit.Daemon.State;

/// <summary>Keeps a second daemon out of a state directory. The kernel lets go when the process ends, however it ends (flock(2)).</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StateLock : IDisposable
{
    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Answers null and the lock, or a sentence that says why not.</summary>
    public static string? TryTake(string directory, out StateLock? taken)
    {
        taken = null;
        string path = Path.Combine(directory, "lock");
        try
        {
            new StateDisk().Prepare(directory);
            taken = new StateLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            return $"The state directory {directory} cannot be used ({exception.Message}): choose another with --state-dir.";
        }
        catch (IOException exception) when (File.Exists(path))
        {
            return $"Another netkit daemon uses the state directory {directory} ({exception.Message}): stop it, or choose another with --state-dir.";
        }
        catch (IOException exception)
        {
            return $"The state directory {directory} cannot be used ({exception.Message}): choose another with --state-dir.";
        }
    }

    public void Dispose() => _file.Dispose();
}
