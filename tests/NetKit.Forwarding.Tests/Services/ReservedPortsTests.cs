using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Services;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Services;

/// <summary>What a gateway's address cannot be published on.</summary>
public sealed class ReservedPortsTests
{
    [TestCase(ForwardProtocol.Udp, 53, "DNS")]
    [TestCase(ForwardProtocol.Tcp, 53, "DNS")]
    [TestCase(ForwardProtocol.Udp, 67, "DHCP")]
    [TestCase(ForwardProtocol.Udp, 123, "NTP")]
    public void A_service_has_its_port(ForwardProtocol protocol, int port, string service) =>
        Assert.That(
            ReservedPorts.Refusal(protocol, new SocketEndpoint(IpAddress.FromV4(10, 0, 2, 2), (ushort)port)),
            Does.Contain($"port 10.0.2.2:{port}").And.Contain(service).And.EndsWith("."));

    [TestCase(ForwardProtocol.Tcp, 67)]
    [TestCase(ForwardProtocol.Tcp, 123)]
    [TestCase(ForwardProtocol.Udp, 54)]
    [TestCase(ForwardProtocol.Tcp, 80)]
    [TestCase(ForwardProtocol.Udp, 0)]
    public void Every_other_port_is_free(ForwardProtocol protocol, int port) =>
        Assert.That(ReservedPorts.Refusal(protocol, new SocketEndpoint(IpAddress.FromV4(10, 0, 2, 2), (ushort)port)), Is.Null);
}
