using System;
using NetKit.Forwarding.Icmp;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Icmp;

public sealed class EchoMessageTests
{
    [Test]
    public void A_request_carries_a_checksum_over_header_and_data([Values(0, 1, 7, 56)] int length)
    {
        byte[] message = new byte[EchoMessage.HeaderLength + length];
        new Random(1).NextBytes(message);
        EchoMessage.WriteRequest(message, false, 0x1234, 0x5678, message.AsSpan(EchoMessage.HeaderLength));
        Assert.That(InternetSum.Of(message).IsValid, Is.True);
        Assert.That(EchoMessage.TryRead(message, EchoMessage.RequestType(false), out EchoMessage read), Is.True);
        Assert.That((read.Identifier, read.Sequence, read.Payload.Length), Is.EqualTo(((ushort)0x1234, (ushort)0x5678, length)));
    }

    [Test]
    public void The_checksum_of_icmpv6_is_left_to_the_kernel()
    {
        byte[] message = new byte[EchoMessage.HeaderLength];
        EchoMessage.WriteRequest(message, true, 1, 2, default);
        Assert.That(message, Is.EqualTo(new byte[] { 128, 0, 0, 0, 0, 1, 0, 2 }));
    }

    [Test]
    public void A_truncated_message_is_none([Range(0, 7)] int length)
    {
        Assert.That(EchoMessage.TryRead(new byte[length], 0, out _), Is.False);
    }

    [Test]
    public void Another_type_or_code_is_none()
    {
        Assert.That(EchoMessage.TryRead([3, 0, 0, 0, 0, 0, 0, 0], 0, out _), Is.False);
        Assert.That(EchoMessage.TryRead([0, 1, 0, 0, 0, 0, 0, 0], 0, out _), Is.False);
    }
}
