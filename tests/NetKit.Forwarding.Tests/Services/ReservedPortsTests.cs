using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Services;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Services;

/// <summary>What a gateway's address cannot be published on.</summary>
public sealed class ReservedPortsTests
{
    [TestCase("10.0.2.2", ForwardProtocol.Udp, 53, "DNS")]
    [TestCase("10.0.2.2", ForwardProtocol.Tcp, 53, "DNS")]
    [TestCase("10.0.2.2", ForwardProtocol.Udp, 67, "DHCP")]
    [TestCase("10.0.2.2", ForwardProtocol.Udp, 123, "NTP")]
    [TestCase("fd00::2", ForwardProtocol.Udp, 53, "DNS")]
    [TestCase("fd00::2", ForwardProtocol.Udp, 123, "NTP")]
    [TestCase("fd00::2", ForwardProtocol.Udp, 547, "DHCPv6")]
    public void A_service_has_its_port(string node, ForwardProtocol protocol, int port, string service)
    {
        SocketEndpoint endpoint = EndpointOf(node, port);
        Assert.That(ReservedPorts.Refusal(protocol, endpoint), Does.Contain($"port {endpoint}").And.Contain($"({service})").And.EndsWith("."));
    }

    [TestCase("10.0.2.2", ForwardProtocol.Tcp, 67)]
    [TestCase("10.0.2.2", ForwardProtocol.Tcp, 123)]
    [TestCase("10.0.2.2", ForwardProtocol.Udp, 54)]
    [TestCase("10.0.2.2", ForwardProtocol.Udp, 547)]
    [TestCase("10.0.2.2", ForwardProtocol.Tcp, 80)]
    [TestCase("10.0.2.2", ForwardProtocol.Udp, 0)]
    [TestCase("fd00::2", ForwardProtocol.Udp, 67)]
    [TestCase("fd00::2", ForwardProtocol.Tcp, 547)]
    public void Every_other_port_is_free(string node, ForwardProtocol protocol, int port) =>
        Assert.That(ReservedPorts.Refusal(protocol, EndpointOf(node, port)), Is.Null);

    private static SocketEndpoint EndpointOf(string address, int port) =>
        new(IpAddress.TryParse(address, out IpAddress parsed) ? parsed : default, (ushort)port);
}
