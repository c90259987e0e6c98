using NetKit.Control.Ports;

namespace NetKit.Control.Messages;

/// <summary>A published port.</summary>
/// <param name="Id">What <c>netkit forward rm</c> takes.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Host">Where the host listens; the port is the real one.</param>
/// <param name="Container">Where connections go.</param>
/// <param name="State"><c>listening</c>.</param>
public sealed record ForwardInfo(int Id, PortProtocol Protocol, AddressAndPort Host, AddressAndPort Container, string State);
