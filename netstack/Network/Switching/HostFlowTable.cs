using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>
/// What the host's port has sent lately: to which port of which endpoint, from which port of the gateway's address. The node has that address too, so this
/// tells whose an answer is, and which ports the node must not use itself.
/// </summary>
/// <remarks>
/// A memory of fixed size in which a newer flow takes the place of an older one that falls on the same slot: what is forgotten is treated as
/// if the host had never sent it, which is right wherever the node has no use for the answer.
/// </remarks>
public sealed class HostFlowTable
{
    private const int Bits = 11;
    private const int Slots = 1 << Bits;

    // Zero is no flow: no packet has address and ports zero.
    private readonly ulong[] _tcp = new ulong[Slots];
    private readonly ulong[] _udp = new ulong[Slots];

    public bool Contains(IpProtocol protocol, ushort gatewayPort, IpAddress endpoint, ushort endpointPort)
    {
        ulong flow = Key(gatewayPort, endpoint, endpointPort);
        return endpoint.IsV4 && TableOf(protocol)[SlotOf(flow)] == flow;
    }

    internal void Note(IpProtocol protocol, ushort gatewayPort, IpAddress endpoint, ushort endpointPort)
    {
        ulong flow = Key(gatewayPort, endpoint, endpointPort);
        TableOf(protocol)[SlotOf(flow)] = flow;
    }

    private ulong[] TableOf(IpProtocol protocol) => protocol is IpProtocol.Tcp ? _tcp : _udp;

    private static ulong Key(ushort gatewayPort, IpAddress endpoint, ushort endpointPort) =>
        (ulong)endpoint.V4 << 32 | (uint)gatewayPort << 16 | endpointPort;

    // Fibonacci hashing: the flows are the host's own, who has nothing to gain from collisions.
    private static int SlotOf(ulong flow) => (int)(flow * 0x9E37_79B9_7F4A_7C15 >> (64 - Bits));
}
