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

    // The zero value is no flow: no packet has address and ports zero.
    private readonly Flow[] _tcp = new Flow[Slots];
    private readonly Flow[] _udp = new Flow[Slots];

    public bool Contains(IpProtocol protocol, ushort gatewayPort, IpAddress endpoint, ushort endpointPort)
    {
        Flow flow = new(endpoint, gatewayPort, endpointPort);
        return TableOf(protocol)[SlotOf(flow)] == flow;
    }

    internal void Note(IpProtocol protocol, ushort gatewayPort, IpAddress endpoint, ushort endpointPort)
    {
        Flow flow = new(endpoint, gatewayPort, endpointPort);
        TableOf(protocol)[SlotOf(flow)] = flow;
    }

    private Flow[] TableOf(IpProtocol protocol) => protocol is IpProtocol.Tcp ? _tcp : _udp;

    // Fibonacci hashing: the flows are the host's own, who has nothing to gain from collisions.
    private static int SlotOf(in Flow flow) =>
        (int)((flow.Endpoint.High ^ flow.Endpoint.Low << 32 ^ (uint)flow.GatewayPort << 16 ^ flow.EndpointPort) * 0x9E37_79B9_7F4A_7C15 >> (64 - Bits));

    private readonly record struct Flow(IpAddress Endpoint, ushort GatewayPort, ushort EndpointPort);
}
