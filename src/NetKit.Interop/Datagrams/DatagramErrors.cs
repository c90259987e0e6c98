using System;
using System.Buffers.Binary;
using System.Runtime.Versioning;
using NetKit.Interop.Posix;
using NetKit.Netstack.Wire;

namespace NetKit.Interop.Datagrams;

/// <summary>
/// The error queue of a socket (recvmsg with MSG_ERRQUEUE), filled once <see cref="DatagramSockets.ReportErrors"/> is on.
/// </summary>
[SupportedOSPlatform("linux")]
public static unsafe class DatagramErrors
{
    private const int ControlLength = 512;

    /// <summary>
    /// Takes the oldest error and puts what it quotes of the datagram into <paramref name="payload"/>; false when there is none.
    /// </summary>
    public static bool TryTake(Fd fd, Span<byte> payload, out DatagramError error)
    {
        error = default;
        byte* name = stackalloc byte[SocketAddress.MaximumLength];
        byte* control = stackalloc byte[ControlLength];
        fixed (byte* start = payload)
        {
            IoVector vector = new() { Base = start, Length = (nuint)payload.Length };
            MessageHeader header;
            nint received;
            do
            {
                header = new()
                {
                    Name = name,
                    NameLength = SocketAddress.MaximumLength,
                    Vectors = &vector,
                    VectorCount = 1,
                    Control = control,
                    ControlLength = ControlLength,
                };
                received = Libc.RecvMsg(fd.Value, &header, LinuxDatagram.MessageErrorQueue | LinuxDatagram.MessageDontWait);
            }
            while (received < 0 && SystemErrno.Last() == Errno.Interrupted);

            if (received < 0)
            {
                return false;
            }

            ReadOnlySpan<byte> address = new(name, (int)Math.Min(header.NameLength, SocketAddress.MaximumLength));
            _ = SocketAddress.TryRead(address, SocketConstants.Current, out SocketEndpoint destination);
            ReadOnlySpan<byte> ancillary = new(control, (int)Math.Min((uint)header.ControlLength, ControlLength));
            error = Read(ancillary) with { Destination = destination, PayloadLength = (int)received };
            return true;
        }
    }

    internal static DatagramError Read(ReadOnlySpan<byte> control)
    {
        DatagramError error = default;
        IpAddress local = default;
        ControlMessageReader reader = new(control);
        while (reader.TryNext())
        {
            switch (reader.Level, reader.Type)
            {
                case (LinuxDatagram.LevelIp, LinuxDatagram.IpReceiveError) when reader.Data.Length >= DatagramError.ExtendedErrorLength:
                case (LinuxDatagram.LevelIpv6, LinuxDatagram.Ipv6ReceiveError) when reader.Data.Length >= DatagramError.ExtendedErrorLength:
                    error = ReadExtended(reader.Data);
                    break;
                case (LinuxDatagram.LevelIp, LinuxDatagram.IpPacketInfo) when reader.Data.Length >= PacketInfo.V4Length:
                    local = IpAddress.ReadV4(reader.Data[PacketInfo.HeaderDestinationAt..]);
                    break;
                case (LinuxDatagram.LevelIpv6, LinuxDatagram.Ipv6PacketInfo) when reader.Data.Length >= PacketInfo.V6Length:
                    local = IpAddress.ReadV6(reader.Data);
                    break;
                default:
                    break;
            }
        }

        return error with { Local = local };
    }

    private static DatagramError ReadExtended(ReadOnlySpan<byte> data)
    {
        _ = SocketAddress.TryRead(data[DatagramError.ExtendedErrorLength..], SocketConstants.Current, out SocketEndpoint offender);
        return new DatagramError
        {
            Origin = (DatagramErrorOrigin)data[4],
            Type = data[5],
            Code = data[6],
            Mtu = BinaryPrimitives.ReadUInt32LittleEndian(data[8..]),
            Error = SystemErrno.From(BinaryPrimitives.ReadInt32LittleEndian(data)),
            Offender = offender.Address,
        };
    }
}
