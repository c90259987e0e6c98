using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.Versioning;
using System.Threading;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;
using NetKit.Links.Vm;
using NetKit.Netstack.Wire;

namespace NetKit.Bench.Wire;

/// <summary>A <see cref="StreamRelay"/> as a process of its own.</summary>
internal static class RelayCommand
{
    /// <summary>The first argument that makes this program a relay.</summary>
    public const string Argument = "relay";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Carries frames until the namespace or the socket is gone. Arguments: those of <see cref="For"/>.</summary>
    [SupportedOSPlatform("linux")]
    public static int Run(IReadOnlyList<string> arguments)
    {
        TapConfiguration configuration = new()
        {
            Mtu = int.Parse(arguments[2], CultureInfo.InvariantCulture),
            Ipv6 = false,
            Address = Read(arguments[3]),
            Gateway = Read(arguments[4]),
        };
        StreamPort stream = ConnectPatiently(arguments[1], configuration.Mtu);
        TapFailure? failure = TapInNamespace.TryOpen(NamespaceTarget.OfPath(arguments[0]), configuration, [], out TapPort? tap);
        if (tap is null)
        {
            stream.Dispose();
            throw new BenchException(failure!.Sentence);
        }

        using StreamRelay relay = new(tap, stream);
        relay.Run();
        return 0;
    }

    /// <summary>What <see cref="Run"/> understands, behind the program's name.</summary>
    /// <param name="network">The namespace's file.</param>
    /// <param name="socket">Where frames are taken, in QEMU's way.</param>
    /// <param name="mtu">Of the interface.</param>
    /// <param name="address">The interface's, in a network of 24 bits.</param>
    /// <param name="gateway">In the same network.</param>
    public static string[] For(string network, string socket, int mtu, string address, string gateway) =>
        [Argument, network, socket, mtu.ToString(CultureInfo.InvariantCulture), address, gateway];

    /// <summary>Connects to a unix socket as QEMU would.</summary>
    public static StreamPort Connect(string path, int mtu)
    {
        Errno error = UnixSockets.Open(out Fd fd);
        error = error == Errno.None ? UnixSockets.Connect(fd, path) : error;
        if (error == Errno.None)
        {
            return new StreamPort(fd, LengthPrefix.Four, mtu);
        }

        Sockets.Close(fd);
        throw new BenchException($"Nobody takes frames at {path} ({error}).");
    }

    // Who listens there was started a moment ago.
    private static StreamPort ConnectPatiently(string path, int mtu)
    {
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                return Connect(path, mtu);
            }
            catch (BenchException) when (Environment.TickCount64 < end)
            {
                Thread.Sleep(1);
            }
        }
    }

    private static IpAddress Read(string text) =>
        IpAddress.TryParse(text, out IpAddress address) ? address : throw new BenchException($"{text} is no address.");
}
