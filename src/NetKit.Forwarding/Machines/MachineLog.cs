using Microsoft.Extensions.Logging;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Machines;

/// <summary>What happens to machines.</summary>
internal static partial class MachineLog
{
    [LoggerMessage(1, LogLevel.Information, "The machine {Mac} has come by {Url} and is {Name} at {Address}.")]
    public static partial void Joined(ILogger logger, MacAddress mac, string url, string name, IpAddress address);

    [LoggerMessage(2, LogLevel.Warning, "The connection of {Who} by {Url} is closed: {Reason}.")]
    public static partial void Ended(ILogger logger, string who, string url, string reason);

    [LoggerMessage(3, LogLevel.Warning, "A machine that came by {Url} is turned away: {Reason}.")]
    public static partial void TurnedAway(ILogger logger, string url, string reason);
}
