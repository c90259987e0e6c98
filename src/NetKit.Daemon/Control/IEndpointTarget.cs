using System.Collections.Generic;
using System.Threading.Tasks;
using NetKit.Control.Ports;

namespace NetKit.Daemon.Control;

/// <summary>A network of several endpoints, of which a request to publish ports may name one. Any thread may call.</summary>
public interface IEndpointTarget
{
    /// <summary>Publishes all of the ports or, with a sentence that says why, none.</summary>
    /// <param name="ports">Where they listen.</param>
    /// <param name="endpoint">Where they lead: a name or an address.</param>
    Task<PublishResult> PublishAsync(IReadOnlyList<PublishedPort> ports, string endpoint);
}
