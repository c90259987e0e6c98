using System;
using NetKit.Interop;

namespace NetKit.Forwarding.Endpoints;

/// <summary>A port of the gateway that leads to a unix socket, until this is disposed of. Loop thread only.</summary>
internal sealed class GatewayPort(HostAccess access, SocketEndpoint container) : IDisposable
{
    public void Dispose() => access.RemoveSocket(container);
}
