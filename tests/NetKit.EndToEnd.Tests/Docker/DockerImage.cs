using System;
using System.IO;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;

namespace NetKit.EndToEnd.Tests.Docker;

/// <summary>An image of this machine's busybox and iperf3, so that none has to be fetched.</summary>
internal static class DockerImage
{
    /// <summary>Serves a page with the host's name, and echoes lines on port 7.</summary>
    private const string ServeScript = """
        #!/bin/sh
        mkdir -p /www && hostname > /www/index.html
        iperf3 -s -D
        exec busybox httpd -f -h /www
        """;

    private static readonly string[] Applets =
    [
        "cat", "dd", "hostname", "httpd", "ip", "ls", "mkdir", "nc", "nslookup", "ping", "sh", "sha256sum", "sleep", "timeout", "wget",
    ];

    public static void Import(DockerMachine machine, Scratch scratch)
    {
        string root = scratch.PathOf("image");
        foreach (string program in (string[])["busybox", "iperf3"])
        {
            string path = Command.Run("which", program).Succeeded().Trim();
            Copy(path, Path.Combine(root, "bin", program));
            foreach (string library in Libraries(path))
            {
                Copy(library, Path.Combine(root, library.TrimStart('/')));
            }
        }

        foreach (string applet in Applets)
        {
            _ = File.CreateSymbolicLink(Path.Combine(root, "bin", applet), "busybox");
        }

        _ = Directory.CreateDirectory(Path.Combine(root, "tmp"));
        string serve = Path.Combine(root, "bin/serve");
        File.WriteAllText(serve, ServeScript);
        File.SetUnixFileMode(serve, File.GetUnixFileMode(Path.Combine(root, "bin/busybox")));
        string archive = scratch.PathOf("image.tar");
        _ = Command.Run("tar", "-C", root, "-cf", archive, ".").Succeeded();
        _ = machine.Docker("import", archive, DockerMachine.Image);
    }

    /// <summary>The files that ldd(1) names; none for a program without shared libraries.</summary>
    private static string[] Libraries(string program) =>
    [
        .. Command.Run("ldd", program).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(static word => word.StartsWith('/') && !word.EndsWith(':')).Distinct(),
    ];

    private static void Copy(string from, string to)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to, overwrite: true);
    }
}
