using NetKit.Netstack.Storage;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport;

/// <summary>
/// What tells flows apart, seen from the stack: <c>Local</c> is the address the stack answers for, <c>Remote</c> the peer
/// on the link.
/// </summary>
public readonly record struct FlowKey(IpAddress Local, ushort LocalPort, IpAddress Remote, ushort RemotePort)
{
    /// <summary>A hash that cannot be steered without knowing the key of <paramref name="hash"/>.</summary>
    public ulong HashWith(in KeyedHash hash) =>
        hash.Of(Local.High, Local.Low, Remote.High, Remote.Low, (ulong)LocalPort << 16 | RemotePort);

    public override string ToString() => $"{Remote}:{RemotePort} <-> {Local}:{LocalPort}";
}
