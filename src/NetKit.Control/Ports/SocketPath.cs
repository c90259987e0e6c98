using System;
using System.Globalization;
using System.IO;
using System.Text;
using NetKit.Interop;

namespace NetKit.Control.Ports;

/// <summary>The path of a unix socket in a port to publish.</summary>
internal static class SocketPath
{
    /// <summary>Null, or what is wrong with an absolute path, in a sentence.</summary>
    public static string? Check(string path)
    {
        if (!Path.IsPathRooted(path) || path.EndsWith('/') || path.Contains('\0', StringComparison.Ordinal))
        {
            return $"'{path}' is not the absolute path of a socket: write e.g. /run/web.sock.";
        }

        int octets = Encoding.UTF8.GetByteCount(path);
        return octets <= UnixSockets.LongestPath
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The socket path {path} has {octets} octets, and the system allows {UnixSockets.LongestPath}: choose a shorter one.");
    }

    /// <summary>Makes what a person wrote absolute: the socket's owner has another working directory. The answer is as that of <see cref="Check"/>.</summary>
    public static string? Read(string text, string given, out string path)
    {
        path = given;
        if (given.Length == 0)
        {
            return $"The path of the socket in '{text}' is missing: write e.g. unix:/run/web.sock:80.";
        }

        path = Path.GetFullPath(given);
        return Check(path);
    }
}
