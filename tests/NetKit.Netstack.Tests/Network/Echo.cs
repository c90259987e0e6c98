using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Network;

/// <summary>An echo request that a node handed over, kept.</summary>
internal sealed record Echo(IpAddress Source, IpAddress Destination, ushort Identifier, ushort Sequence, byte TimeToLive, bool DontFragment)
{
    public byte[] Payload { get; init; } = [];

    public static Echo Of(in EchoRequest request) => new(
        request.Source, request.Destination, request.Identifier, request.Sequence, request.TimeToLive, request.DontFragment)
    {
        Payload = request.Payload.ToArray(),
    };
}
