using System;
using Microsoft.Extensions.Logging;
using NetKit.Interop;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Dns;

/// <summary>Says what goes wrong, once a minute for each reason; how often it went wrong is in the counters.</summary>
internal sealed class DnsWarnings(ILogger logger)
{
    private readonly Instant[] _quietUntil = new Instant[Enum.GetValues<DnsFailureReason>().Length];
    private Instant _ownAddressQuietUntil;

    private static TimeSpan Quiet => TimeSpan.FromMinutes(1);

    public void Failed(Instant now, DnsFailureReason reason, int servers, DnsServiceOptions options)
    {
        if (!TryBegin(now, ref _quietUntil[(int)reason]))
        {
            return;
        }

        switch (reason)
        {
            case DnsFailureReason.NoServer:
                DnsLog.NoServer(logger, options.Servers.IsEmpty ? options.ResolverFile : "the command line");
                break;
            case DnsFailureReason.Silent:
                DnsLog.Silent(logger, servers, options.AnswerWithin);
                break;
            case DnsFailureReason.Unreachable:
                DnsLog.Unreachable(logger, servers);
                break;
            case DnsFailureReason.Refused:
                DnsLog.Refused(logger, servers);
                break;
            case DnsFailureReason.TableFull:
                DnsLog.TableFull(logger, options.MaximumPending);
                break;
            default:
                break;
        }
    }

    public void Looped(Instant now, SocketEndpoint server)
    {
        if (TryBegin(now, ref _quietUntil[(int)DnsFailureReason.Looped]))
        {
            DnsLog.Looped(logger, server);
        }
    }

    public void OwnAddress(Instant now, SocketEndpoint server)
    {
        if (TryBegin(now, ref _ownAddressQuietUntil))
        {
            DnsLog.OwnAddress(logger, server);
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
}
