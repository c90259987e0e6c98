using System;
using System.Text;
using System.Threading;
using NetKit.Interop;
using NetKit.Links.Vm;
using NetKit.Netstack.Wire;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>A client of vpnkit's: it greets, asks for a place, and its connection then carries frames.</summary>
internal sealed class VmnetClient : IDisposable
{
    private const int HelloLength = 49;
    private const int ReplyLength = 258;
    private const int Patience = 10_000;

    private readonly Fd _fd;
    private bool _isGiven;

    public VmnetClient(string path)
    {
        Errno error = UnixSockets.Open(out _fd);
        error = error == Errno.None ? UnixSockets.Connect(_fd, path) : error;
        if (error != Errno.None)
        {
            throw new InvalidOperationException($"Nobody listens at {path} ({error}).");
        }
    }

    /// <summary>What it was told: its link address, or why it gets none.</summary>
    public MacAddress Mac { get; private set; }

    public int Mtu { get; private set; }

    public int LongestPacket { get; private set; }

    public string Refusal { get; private set; } = string.Empty;

    public static byte[] Hello(byte version) => [.. "VMN3T"u8, version, 0, 0, 0, .. Encoding.ASCII.GetBytes(new string('f', 40))];

    /// <summary>Asks for a place; <paramref name="preferred"/> in the octets of the wire.</summary>
    public static byte[] Request(Guid id, byte[]? preferred = null)
    {
        byte[] octets = new byte[41];
        octets[0] = (byte)(preferred is null ? 1 : 8);
        _ = Encoding.ASCII.GetBytes(id.ToString("D"), octets.AsSpan(1));
        preferred?.CopyTo(octets, 37);
        return octets;
    }

    /// <summary>Does all that comes before the first frame.</summary>
    public VmnetClient Join(Guid id, byte[]? preferred = null)
    {
        Say(Hello(22));
        byte[] hello = Hear(HelloLength);
        if (!hello.AsSpan().StartsWith("VMN3T\u0016\0\0\0"u8))
        {
            throw new InvalidOperationException($"A hello of another kind: {Convert.ToHexString(hello)}");
        }

        Say(Request(id, preferred));
        byte[] reply = Hear(ReplyLength);
        if (reply[0] == 1)
        {
            Mtu = reply[1] | reply[2] << 8;
            LongestPacket = reply[3] | reply[4] << 8;
            Mac = MacAddress.Read(reply.AsSpan(5));
        }
        else
        {
            Refusal = Encoding.ASCII.GetString(reply, 2, reply[1]);
        }

        return this;
    }

    /// <summary>
    /// Asks for its IP address as vpnkit's own client library does, octet by octet: the checksum of the IP header is zero, and it waits for ever without
    /// an answer.
    /// </summary>
    public string AskForAddress()
    {
        byte[] mac = new byte[MacAddress.Length];
        Mac.WriteTo(mac);
        byte[] discover =
        [
            255, 255, 255, 255, 255, 255, .. mac, 8, 0,
            0x45, 0, 0x01, 0x10, 0x7F, 0x61, 0, 0, 64, 17, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255,
            0, 68, 0, 67, 0, 252, 0, 0,
            1, 1, 6, 0, 1, 0, 0, 0, 0, 0, 0x80, 0, .. new byte[16], .. mac, .. new byte[202], 0x63, 0x82, 0x53, 0x63, 53, 1, 1, 255,
        ];
        Say([(byte)discover.Length, (byte)(discover.Length >> 8), .. discover]);
        while (true)
        {
            byte[] front = Hear(sizeof(ushort));
            byte[] frame = Hear(front[0] | front[1] << 8);
            if (frame.Length > 42 + 20 && frame.AsSpan(34, 4).SequenceEqual((byte[])[0, 67, 0, 68]) && frame.AsSpan(46, 4).SequenceEqual((byte[])[1, 0, 0, 0]))
            {
                return IpAddress.ReadV4(frame.AsSpan(42 + 16)).ToString();
            }
        }
    }

    /// <summary>The connection, for whoever carries frames over it and closes it.</summary>
    public StreamPort Give()
    {
        _isGiven = true;
        return new StreamPort(_fd, LengthPrefix.Two, Mtu);
    }

    public void Say(params ReadOnlySpan<byte> octets)
    {
        IoResult sent = Sockets.Send(_fd, octets);
        if (sent.Count != octets.Length)
        {
            throw new InvalidOperationException($"Not all of it was taken ({sent.Error}).");
        }
    }

    public byte[] Hear(int count)
    {
        byte[] heard = new byte[count];
        for (int at = 0; at < count;)
        {
            IoResult read = Receive(heard.AsSpan(at));
            at += read.Count > 0 ? read.Count : throw new InvalidOperationException($"The connection is over after {at} octets ({read.Error}).");
        }

        return heard;
    }

    /// <summary>True: the other side has closed.</summary>
    public bool IsClosed() => Receive(new byte[1]) is { Count: 0, Error: not Errno.Again };

    public void Dispose()
    {
        if (!_isGiven)
        {
            _isGiven = true;
            Sockets.Close(_fd);
        }
    }

    private IoResult Receive(Span<byte> octets)
    {
        long end = Environment.TickCount64 + Patience;
        IoResult read;
        do
        {
            read = Sockets.Receive(_fd, octets);
            if (read.Error != Errno.Again)
            {
                return read;
            }

            Thread.Sleep(1);
        }
        while (Environment.TickCount64 < end);
        return read;
    }
}
