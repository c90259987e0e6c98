using Microsoft.Extensions.Logging;
using NetKit.Daemon.Control;
using NetKit.Forwarding.Endpoints;
using NetKit.Links.Tap;

namespace NetKit.Cli.Running;

/// <summary>Starts a data plane on an interface, which it takes over; traffic flows when it returns.</summary>
internal delegate INetwork StartNetwork(TapPort tap, NetworkSettings settings, ILoggerFactory loggers);
