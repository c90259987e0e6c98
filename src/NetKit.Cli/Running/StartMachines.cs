using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Daemon.Control;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Machines;

namespace NetKit.Cli.Running;

/// <summary>Starts a data plane that virtual machines connect to; or answers a sentence that says why it cannot.</summary>
internal delegate Task<(INetwork? Network, string? Refusal)> StartMachines(
    NetworkSettings settings, IReadOnlyList<MachineListen> listens, ILoggerFactory loggers);
