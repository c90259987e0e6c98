using System;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Forwarding.Captures;

namespace NetKit.Daemon.Networks;

/// <summary>Captures of endpoints.</summary>
public sealed partial class NetworkManager
{
    public async Task<CaptureSession?> CaptureAsync(string? endpoint, PacketFilter? filter)
    {
        Answer<Tuple<NetworkEntry, EndpointEntry>> asked = await AloneAsync(() => endpoint is null ? TheOnlyEndpoint() : FindEndpoint(endpoint))
            .ConfigureAwait(false);
        return asked.Value is ({ Runtime: { } runtime }, { } found)
            ? await runtime.CaptureAsync(found.Record.Id, filter).ConfigureAwait(false)
            : null;
    }

    /// <summary>Returns at once.</summary>
    public void EndCapture(CaptureSession session) => _ = AloneAsync(() =>
    {
        foreach (INetworkRuntime runtime in _networks.Values.Select(static one => one.Runtime).OfType<INetworkRuntime>())
        {
            runtime.EndCapture(session);
        }

        return true;
    });
}
