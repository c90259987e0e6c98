using System;
using System.Runtime.Versioning;
using NetKit.Interop;

namespace NetKit.Links.Namespaces;

/// <summary>
/// The half of <see cref="NamespaceSockets"/> that runs inside a namespace which no thread of NetKit may enter: this program, started again through
/// nsenter. It makes sockets until NetKit ends.
/// </summary>
[SupportedOSPlatform("linux")]
public static class SocketHelper
{
    /// <summary>The word that selects this job on the command line.</summary>
    public const string Command = "socket-helper";

    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Quit = 3;
    private const int Terminated = 15;

    /// <summary>Does the job; the result is the exit status.</summary>
    public static int Run()
    {
        // What a terminal sends to everybody is for the command in front, which may live on. The end of the socket ends this one.
        foreach (int signal in (ReadOnlySpan<int>)[Hangup, Interrupt, Quit, Terminated])
        {
            ProcessSignals.Ignore(signal);
        }

        Fd channel = new(NamespaceHelper.ChannelNumber);
        InheritedDescriptors.CloseAbove(channel);
        if (UnixSockets.Send(channel, [NamespaceHelper.Success], Fd.None) != Errno.None)
        {
            return 1;
        }

        SocketMaker.Serve(channel);
        return 0;
    }
}
