using System;
using System.IO;

namespace NetKit.Forwarding.Dns;

/// <summary>Enough of a file to notice that it has become another, without reading it.</summary>
/// <param name="Path">Where symbolic links lead to in the end; empty when there is no file.</param>
/// <param name="Length">In octets.</param>
/// <param name="Written">When its contents changed last.</param>
/// <param name="Created">
/// When it came into being, where the file system knows: a file moved here from elsewhere may be as long and as old.
/// </param>
/// <param name="IsYoung">
/// It was written so recently that it may be written once more without a later time: clocks of file systems are coarse. Only looking again
/// tells.
/// </param>
internal readonly record struct FileFingerprint(string Path, long Length, DateTime Written, DateTime Created, bool IsYoung)
{
    private static TimeSpan Youth => TimeSpan.FromSeconds(2);

    public static FileFingerprint Of(string path)
    {
        try
        {
            FileInfo file = new(path);
            file = (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            if (!file.Exists)
            {
                return new FileFingerprint(string.Empty, 0, default, default, false);
            }

            bool young = DateTime.UtcNow - file.LastWriteTimeUtc < Youth;
            return new FileFingerprint(file.FullName, file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc, young);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A circle of links, or a directory that may not be searched: as good as no file.
            return new FileFingerprint(string.Empty, 0, default, default, false);
        }
    }

    /// <summary>True when the file may have other contents than when <paramref name="earlier"/> was taken.</summary>
    public bool MayDifferFrom(in FileFingerprint earlier) => earlier.IsYoung || this with { IsYoung = earlier.IsYoung } != earlier;
}
