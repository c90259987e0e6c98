using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Tap;

namespace NetKit.Cli.Running;

/// <summary>
/// The half of <c>netkit run</c> that is inside the new namespaces: this program, started again through unshare. It makes the interface,
/// hands its descriptor out, waits until the network works, and becomes the command.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class RunHelper
{
    /// <summary>The word that selects this job on the command line.</summary>
    public const string Command = "run-helper";

    /// <summary>
    /// The descriptor that the socket to the outside has here: far from those that the command may have been given (3 and so on).
    /// </summary>
    public const int SocketNumber = 199;

    private const int Killed = 9;               // SIGKILL
    private const int CannotExecute = 126;      // what shells and env(1) say
    private const int NotFound = 127;

    /// <summary>Does the job with the arguments that follow <see cref="Command"/>. Returns only when it failed: the exit status.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        Fd socket = new(SocketNumber);
        if (!RunHelperSettings.TryParse(arguments, out RunHelperSettings? settings, out IReadOnlyList<string> command))
        {
            return 2;
        }

        // Before the first word to the outside: whoever reads it then knows that this process will not outlive it.
        _ = ParentDeath.Send(Killed);
        if (!TapHandover.Offer(socket, settings!.Tap))
        {
            return 1;
        }

        if (settings.Dns is { } dns && ResolverFile.TryShow(dns, settings.Search) is { } warning)
        {
            Complain(warning);
        }

        // The end of the stream instead of an octet: the outside has failed and said so.
        Span<byte> word = stackalloc byte[1];
        bool mayStart = UnixSockets.Receive(socket, word, out _) is { IsOk: true, Count: 1 };
        Files.Close(socket);
        if (!mayStart)
        {
            return 1;
        }

        foreach (int descriptor in settings.Close)
        {
            Files.Close(new Fd(descriptor));
        }

        return Become(command);
    }

    private static int Become(IReadOnlyList<string> command)
    {
        Errno error = ChildProcess.Replace(command);
        bool missing = error is Errno.NoSuchFile or Errno.NotADirectory;
        Complain(missing
            ? $"There is no command '{command[0]}'."
            : $"The command '{command[0]}' cannot be executed ({error}).");
        return missing ? NotFound : CannotExecute;
    }

    private static void Complain(string sentence) => Console.Error.WriteLine($"netkit: {sentence}");
}
