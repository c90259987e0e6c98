using Microsoft.Extensions.Logging;

namespace NetKit.Forwarding.Networks;

/// <summary>What happens to networks.</summary>
internal static partial class NetworkLog
{
    [LoggerMessage(1, LogLevel.Warning, "Network {Network}: {Sentence}")]
    public static partial void NoHostInterface(ILogger logger, string network, string sentence);

    [LoggerMessage(2, LogLevel.Information, "Network {Network}: the interface of {Endpoint} is gone.")]
    public static partial void EndpointGone(ILogger logger, string network, string endpoint);

    [LoggerMessage(3, LogLevel.Warning, "Network {Network}: the host's interface {Interface} is gone; containers are reached through published ports only.")]
    public static partial void HostInterfaceGone(ILogger logger, string network, string @interface);
}
