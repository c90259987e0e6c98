using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.Versioning;
using System.Text;
using NetKit.Interop;

namespace NetKit.Links.Namespaces;

/// <summary>
/// This program, started again through nsenter inside a network namespace that another user namespace owns: no thread of a process with many can go
/// there (setns(2)).
/// </summary>
/// <remarks>
/// The two speak over a socket, which the helper has as descriptor <see cref="ChannelNumber"/>. The helper's first word is the octet
/// <see cref="Success"/>, perhaps with a descriptor, or a sentence that says what went wrong. It ends when the socket does.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class NamespaceHelper : IDisposable
{
    /// <summary>The descriptor that the socket has in the helper.</summary>
    public const int ChannelNumber = 3;

    /// <summary>First octet of a good answer; otherwise the answer is a sentence.</summary>
    public const byte Success = 0;

    private const int MaximumAnswer = 1024;

    private readonly int _pid;

    private NamespaceHelper(int pid, Fd channel, Fd attached)
    {
        _pid = pid;
        Channel = channel;
        Attached = attached;
    }

    /// <summary>The socket to the helper. It goes with this object.</summary>
    public Fd Channel { get; private set; }

    /// <summary>The descriptor that came with the first word, which the caller owns; <see cref="Fd.None"/> when none did.</summary>
    public Fd Attached { get; }

    /// <summary>Starts it and waits for its first word. Answers null and the helper, or what went wrong.</summary>
    /// <param name="target">The namespace, for sentences.</param>
    /// <param name="network">The namespace.</param>
    /// <param name="self">The command line that starts this program again, without arguments.</param>
    /// <param name="words">The arguments.</param>
    /// <param name="helper">Null when it failed.</param>
    public static string? TryStart(
        NamespaceTarget target, Fd network, IReadOnlyList<string> self, IReadOnlyList<string> words, out NamespaceHelper? helper)
    {
        helper = null;
        Errno owned = NetworkNamespace.OpenOwner(network, out Fd owner);
        if (owned != Errno.None)
        {
            return $"The network namespace of {target} may not be entered: it belongs to a user namespace outside this one. Run as the user who made it, or as root.";
        }

        try
        {
            return IsOurs(owner)
                ? $"The network namespace of {target} may not be entered by this user: run as root."
                : TryStart(target, [.. Prefix(network, owner), .. self, .. words], out helper);
        }
        finally
        {
            Files.Close(owner);
        }
    }

    /// <summary>Closes the socket and waits for the helper's end.</summary>
    public void Dispose()
    {
        if (Channel.IsOpen)
        {
            Files.Close(Channel);
            Channel = Fd.None;
            _ = ChildProcess.Wait(_pid, out _);
        }
    }

    private static string? TryStart(NamespaceTarget target, IReadOnlyList<string> command, out NamespaceHelper? helper)
    {
        helper = null;
        Errno paired = UnixSockets.OpenPair(out Fd ours, out Fd theirs);
        if (paired != Errno.None)
        {
            return $"No socket pair for the helper ({paired}).";
        }

        Errno started = ChildProcess.Start(command, theirs, ChannelNumber, out int pid);
        Files.Close(theirs);
        if (started != Errno.None)
        {
            Files.Close(ours);
            return StartSentence(started);
        }

        string? failure = ReadAnswer(ours, target, out Fd attached);
        NamespaceHelper made = new(pid, ours, attached);
        if (failure is null)
        {
            helper = made;
        }
        else
        {
            made.Dispose();
        }

        return failure;
    }

    /// <summary>The namespaces are named by the descriptors of this process: a process id could be somebody else's by now.</summary>
    private static List<string> Prefix(Fd network, Fd owner) =>
    [
        "nsenter",
        OfDescriptor("--user", owner),
        "--preserve-credentials",
        OfDescriptor("--net", network),
        "--",
    ];

    /// <summary>A process that may not enter a namespace of its own user namespace gains nothing by joining the one that it is in.</summary>
    private static bool IsOurs(Fd userNamespace)
    {
        string? given = new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{userNamespace.Value}")).LinkTarget;
        return given is not null && given == new FileInfo("/proc/self/ns/user").LinkTarget;
    }

    private static string OfDescriptor(string option, Fd fd) =>
        string.Create(CultureInfo.InvariantCulture, $"{option}=/proc/{Environment.ProcessId}/fd/{fd.Value}");

    private static string? ReadAnswer(Fd socket, NamespaceTarget target, out Fd attached)
    {
        Span<byte> answer = stackalloc byte[MaximumAnswer];
        IoResult received = UnixSockets.Receive(socket, answer, out attached);
        if (!received.IsOk || received.Count == 0)
        {
            return $"The helper could not enter the network namespace of {target}; its own message stands above.";
        }

        return answer[0] == Success ? null : Encoding.UTF8.GetString(answer[..received.Count]);
    }

    private static string StartSentence(Errno error) => error == Errno.NoSuchFile
        ? "nsenter is not installed: it takes the package util-linux to reach the namespaces of a rootless container."
        : $"nsenter cannot be started ({error}).";
}
