using Microsoft.Extensions.Logging;

namespace NetKit.Forwarding.Splicing;

/// <summary>What whoever asked for splicing should know.</summary>
internal sealed partial class SpliceLog(ILogger logger)
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "Nobody makes sockets in the container's namespace any more, so published ports go through NetKit's TCP: start netkit anew to splice them.")]
    public partial void NoMoreSockets();
}
