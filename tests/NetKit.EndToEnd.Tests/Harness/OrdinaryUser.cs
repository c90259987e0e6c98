using System;
using System.Collections.Generic;
using System.IO;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>Somebody without rights: the user "nobody", with a copy of the binary that everybody may execute.</summary>
internal sealed class OrdinaryUser : IDisposable
{
    private const string Number = "65534";

    // Debian's udev makes /dev/net/tun accessible to everybody; where it is not, these programs get a device that is, in a mount namespace
    // of their own.
    private const string WithTun =
        "if [ ! -w /dev/net/tun ] || [ \"$(stat -c %a /dev/net/tun)\" != 666 ]; then " +
        "mount -t tmpfs netkit-test /dev/net && mknod -m 666 /dev/net/tun c 10 200; fi && exec \"$@\"";

    private readonly Scratch _scratch = new();

    public OrdinaryUser()
    {
        Netkit = _scratch.PathOf("netkit");
        File.Copy(NetkitBinary.Path, Netkit);
        SocketDirectory = _scratch.PathOf("run");
        _ = Directory.CreateDirectory(SocketDirectory);
        _ = Command.Run("chown", Number, SocketDirectory).Succeeded();
    }

    public string Netkit { get; }

    /// <summary>A directory of the user's own.</summary>
    public string SocketDirectory { get; }

    /// <summary>The repository's tools and binary and nothing else, where everybody can read them.</summary>
    public string CopyOfTools()
    {
        string copy = _scratch.PathOf("repository");
        _ = Directory.CreateDirectory(Path.Combine(copy, "artifacts/bin"));
        _ = Command.Run("cp", "-r", Path.Combine(NetkitBinary.Root, "tools"), copy).Succeeded();
        _ = Command.Run("cp", NetkitBinary.Path, Path.Combine(copy, "artifacts/bin")).Succeeded();
        _ = Command.Run("chmod", "-R", "a+rX", copy).Succeeded();
        return copy;
    }

    /// <summary>A command line as the user.</summary>
    public string[] Line(params IEnumerable<string> line) =>
    [
        "unshare", "--mount", "sh", "-c", WithTun, "sh",
        "setpriv", $"--reuid={Number}", $"--regid={Number}", "--clear-groups", "--inh-caps=-all",
        "env", $"XDG_RUNTIME_DIR={SocketDirectory}", $"HOME={SocketDirectory}",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        .. line,
    ];

    public void Dispose() => _scratch.Dispose();
}
