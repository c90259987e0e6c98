using System.Collections.Generic;

namespace NetKit.Daemon.State;

/// <summary>
/// The single steps that state is written in, so that a test can stop after each of them. Failures are <see cref="System.IO.IOException"/> or
/// <see cref="System.UnauthorizedAccessException"/>.
/// </summary>
public interface IStateDisk
{
    /// <summary>Makes the folder with mode 0700 when it is not there.</summary>
    void Prepare(string folder);

    /// <summary>The names of the files in a folder.</summary>
    IReadOnlyList<string> List(string folder);

    byte[] Read(string path);

    /// <summary>Writes a new file with mode 0600, replacing one of that name, and makes its content last.</summary>
    void WriteThrough(string path, byte[] content);

    /// <summary>Gives a file another name, replacing what had it, in one step.</summary>
    void Rename(string from, string to);

    void Delete(string path);

    /// <summary>Makes renames and removals in a folder last.</summary>
    void Sync(string folder);
}
