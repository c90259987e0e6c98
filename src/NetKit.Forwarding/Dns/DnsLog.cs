using System;
using Microsoft.Extensions.Logging;
using NetKit.Interop;

namespace NetKit.Forwarding.Dns;

/// <summary>What the DNS service says, and how loud.</summary>
internal static partial class DnsLog
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "Names cannot be looked up: {File} names no DNS server. Clients get SERVFAIL; --dns-server ADDRESS names one.")]
    public static partial void NoServer(ILogger logger, string file);

    [LoggerMessage(2, LogLevel.Warning, "None of the DNS servers in use ({Count}) answered within {Limit}. Clients get SERVFAIL.")]
    public static partial void Silent(ILogger logger, int count, TimeSpan limit);

    [LoggerMessage(3, LogLevel.Warning, "None of the DNS servers in use ({Count}) can be reached. Clients get SERVFAIL.")]
    public static partial void Unreachable(ILogger logger, int count);

    [LoggerMessage(4, LogLevel.Debug, "All DNS servers in use ({Count}) refused a query. The client got the refusal.")]
    public static partial void Refused(ILogger logger, int count);

    [LoggerMessage(5, LogLevel.Warning, "More than {Limit} DNS queries wait for an answer. Further ones get SERVFAIL.")]
    public static partial void TableFull(ILogger logger, int limit);

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "A DNS query sent to {Server} came back to NetKit: that server forwards to NetKit. The query gets SERVFAIL.")]
    public static partial void Looped(ILogger logger, SocketEndpoint server);

    [LoggerMessage(7, LogLevel.Warning, "The DNS server {Server} is NetKit itself and is left out.")]
    public static partial void OwnAddress(ILogger logger, SocketEndpoint server);

    [LoggerMessage(8, LogLevel.Information, "DNS queries go to {Servers}, as {Source} says.")]
    public static partial void Servers(ILogger logger, string servers, string source);

    [LoggerMessage(9, LogLevel.Warning, "{File} cannot be read ({Reason}); what it said before still holds.")]
    public static partial void Unreadable(ILogger logger, string file, string reason);
}
