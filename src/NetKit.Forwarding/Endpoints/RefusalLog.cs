using System;
using Microsoft.Extensions.Logging;
using NetKit.Interop;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Endpoints;

/// <summary>Says once a minute what was refused and which flag would allow it; the counters say how often.</summary>
internal sealed partial class RefusalLog(ILogger logger)
{
    private Instant _loopbackQuietUntil;
    private Instant _echoQuietUntil;
    private Instant _socketQuietUntil;

    private static TimeSpan Quiet => TimeSpan.FromMinutes(1);

    public void HostLoopback(Instant now, string protocol, ushort port)
    {
        if (TryBegin(now, ref _loopbackQuietUntil))
        {
            SayHostLoopback(protocol, port);
        }
    }

    public void EchoUnavailable(Instant now)
    {
        if (TryBegin(now, ref _echoQuietUntil))
        {
            SayEchoUnavailable();
        }
    }

    public void NoSocket(Instant now, string path, Errno error)
    {
        if (TryBegin(now, ref _socketQuietUntil))
        {
            SayNoSocket(path, error);
        }
    }

    private static bool TryBegin(Instant now, ref Instant quietUntil)
    {
        if (now < quietUntil)
        {
            return false;
        }

        quietUntil = now + Quiet;
        return true;
    }

    [LoggerMessage(1, LogLevel.Warning, "The container asked for {Protocol} port {Port} of the host's loopback and was refused; --host-loopback allows it.")]
    private partial void SayHostLoopback(string protocol, ushort port);

    [LoggerMessage(2, LogLevel.Warning, "The host lets NetKit send no pings; 'netkit doctor' says how to change that.")]
    private partial void SayEchoUnavailable();

    [LoggerMessage(3, LogLevel.Warning, "A container asked for the host's socket {Path} and was refused, since NetKit cannot connect to it ({Error}).")]
    private partial void SayNoSocket(string path, Errno error);
}
