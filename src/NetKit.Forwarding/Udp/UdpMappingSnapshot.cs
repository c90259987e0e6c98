using System;
using NetKit.Interop;

namespace NetKit.Forwarding.Udp;

/// <summary>A UDP flow at one moment.</summary>
/// <param name="Container">The container's end.</param>
/// <param name="Host">The host socket's own address and port.</param>
/// <param name="Peer">Whom the container spoke to last (a mapping), or whose session this is (a published port).</param>
/// <param name="IsInbound">The peer began it, through a published port.</param>
/// <param name="IsStream">Traffic has flowed both ways.</param>
/// <param name="DatagramsOut">From the container.</param>
/// <param name="DatagramsIn">To the container.</param>
/// <param name="OctetsOut">From the container.</param>
/// <param name="OctetsIn">To the container.</param>
/// <param name="Age">Since it began.</param>
/// <param name="Idle">Since anything flowed.</param>
public sealed record UdpMappingSnapshot(
    SocketEndpoint Container,
    SocketEndpoint Host,
    SocketEndpoint Peer,
    bool IsInbound,
    bool IsStream,
    long DatagramsOut,
    long DatagramsIn,
    long OctetsOut,
    long OctetsIn,
    TimeSpan Age,
    TimeSpan Idle);
