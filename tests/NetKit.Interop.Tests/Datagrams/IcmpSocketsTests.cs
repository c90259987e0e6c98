using System;
using System.Buffers.Binary;
using System.Runtime.Versioning;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Interop.Tests.Datagrams;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class IcmpSocketsTests
{
    [Test]
    public void A_raw_socket_hears_the_answer_and_nothing_that_is_filtered([Values] bool ipv6)
    {
        Errno opened = IcmpSockets.OpenRaw(ipv6, out Fd raw);
        if (opened is Errno.NotPermitted or Errno.AccessDenied)
        {
            Assert.Ignore("Raw sockets need CAP_NET_RAW.");
        }

        using Host host = new(ipv6);
        byte reply = ipv6 ? (byte)129 : (byte)0;
        Assert.That(IcmpSockets.Filter(raw, ipv6, [reply]), Is.EqualTo(Errno.None));
        byte[] request = EchoRequest(ipv6, 0x4E4B, 1);
        DatagramTarget target = new(new SocketEndpoint(host.Loopback, 0));
        Assert.That(DatagramSender.SendOne(raw, target, request), Is.EqualTo(IoResult.Moved(request.Length)));
        host.Await(raw);
        DatagramReceiver receiver = new(4);

        // Other programs' pings are heard too; the request itself, which loopback also delivers, is not.
        int received = receiver.Receive(raw).Count;
        bool found = false;
        for (int i = 0; i < received; i++)
        {
            ReadOnlySpan<byte> message = receiver.Take(i).Payload;
            message = ipv6 ? message : message[((message[0] & 0xF) * 4)..];
            Assert.That(message[0], Is.EqualTo(reply));
            found |= BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == 0x4E4B;
        }

        Assert.That(found, Is.True);
        Sockets.Close(raw);
    }

    [Test]
    public void A_ping_socket_is_opened_or_refused_with_a_reason([Values] bool ipv6)
    {
        Errno opened = IcmpSockets.OpenPing(ipv6, out Fd ping);
        Assert.That(opened, Is.AnyOf(Errno.None, Errno.AccessDenied, Errno.NotPermitted));
        Assert.That(ping.IsOpen, Is.EqualTo(opened == Errno.None));
        Sockets.Close(ping);
    }

    private static byte[] EchoRequest(bool ipv6, ushort identifier, ushort sequence)
    {
        byte[] message = new byte[16];
        message[0] = ipv6 ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), sequence);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), ipv6 ? (ushort)0 : InternetSum.Of(message).ToField());
        return message;
    }
}
