using Microsoft.Extensions.Logging;
using NetKit.Daemon.Control;
using NetKit.Forwarding.Endpoints;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;

namespace NetKit.Cli.Running;

/// <summary>
/// Starts a data plane on an interface and, where published ports are to be spliced, with sockets of the container's namespace. It takes both over;
/// traffic flows when it returns.
/// </summary>
internal delegate INetwork StartNetwork(TapPort tap, NamespaceSockets? sockets, NetworkSettings settings, ILoggerFactory loggers);
