using System;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Interop.Tests.Datagrams;

public sealed class ControlMessageTests
{
    // SOL_IP, IP_TTL = 9; SOL_UDP, UDP_SEGMENT = 1200: as sendmsg takes them on 64-bit Linux.
    private static readonly byte[] TwoMessages =
    [
        20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0,
        18, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 103, 0, 0, 0, 0xB0, 0x04, 0, 0, 0, 0, 0, 0,
    ];

    [Test]
    public void Messages_are_laid_out_as_the_kernel_reads_them()
    {
        byte[] buffer = new byte[64];
        ControlMessageWriter writer = new(buffer);
        writer.AddInt(LinuxDatagram.LevelIp, LinuxDatagram.IpTtl, 9);
        writer.AddShort(LinuxDatagram.LevelUdp, LinuxDatagram.UdpSegment, 1200);
        Assert.That(buffer.AsSpan(0, writer.Length).ToArray(), Is.EqualTo(TwoMessages));
    }

    [Test]
    public void What_was_written_is_read_back_in_order()
    {
        ControlMessageReader reader = new(TwoMessages);
        Assert.That(reader.TryNext(), Is.True);
        Assert.That((reader.Level, reader.Type, reader.ReadNumber()), Is.EqualTo((LinuxDatagram.LevelIp, LinuxDatagram.IpTtl, 9)));
        Assert.That(reader.TryNext(), Is.True);
        Assert.That((reader.Level, reader.Type, reader.Data.Length), Is.EqualTo((LinuxDatagram.LevelUdp, LinuxDatagram.UdpSegment, 2)));
        Assert.That(reader.TryNext(), Is.False);
    }

    [Test]
    public void Every_truncation_ends_the_walk([Range(0, 47)] int length)
    {
        ControlMessageReader reader = new(TwoMessages.AsSpan(0, length));
        int messages = 0;
        while (reader.TryNext())
        {
            messages++;
        }

        // The padding behind the last message may be missing, its data may not.
        Assert.That(messages, Is.EqualTo(length < 20 ? 0 : length < 42 ? 1 : 2));
    }

    [TestCase(0)]
    [TestCase(15)]
    [TestCase(200)]
    public void A_length_that_cannot_be_ends_the_walk(byte length)
    {
        byte[] message = TwoMessages.AsSpan(0, 24).ToArray();
        message[0] = length;
        ControlMessageReader reader = new(message);
        Assert.That(reader.TryNext(), Is.False);
    }

    [Test]
    public void An_octet_and_an_int_both_read_as_a_number()
    {
        byte[] buffer = new byte[24];
        ControlMessageWriter writer = new(buffer);
        writer.Begin(LinuxDatagram.LevelIp, LinuxDatagram.IpTos, 1)[0] = 0xB8;
        ControlMessageReader reader = new(buffer.AsSpan(0, writer.Length));
        Assert.That(reader.TryNext(), Is.True);
        Assert.That(reader.ReadNumber(), Is.EqualTo(0xB8));
    }

    [Test]
    public void All_that_a_target_can_say_fits()
    {
        byte[] buffer = new byte[TargetEncoder.MaximumControl];
        DatagramTarget target = new(new SocketEndpoint(IpAddress.LoopbackV6, 1))
        {
            From = IpAddress.LoopbackV6,
            TimeToLive = 1,
            TrafficClass = 1,
            SegmentSize = 1,
        };
        Assert.That(TargetEncoder.WriteControl(buffer, target), Is.EqualTo(buffer.Length));
    }
}
