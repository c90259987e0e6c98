using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;

namespace NetKit.EndToEnd.Tests.Hostile;

/// <summary>
/// The classic capture format: a header of 24 octets, then 16 before each frame. Read as tcpdump writes it and written as tcpreplay reads
/// it, on this machine: its byte order will do. SharpPcap would need libpcap for the same.
/// </summary>
internal static class PcapFile
{
    private const uint Magic = 0xA1B2C3D4;
    private const int FileHeaderLength = 24;
    private const int RecordHeaderLength = 16;
    private const int CapturedLengthOffset = 8;
    private const uint Ethernet = 1;
    private const uint SnapLength = 262144;

    public static List<byte[]> Read(string path)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path).AsSpan(FileHeaderLength);
        List<byte[]> frames = [];
        while (rest.Length >= RecordHeaderLength)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[CapturedLengthOffset..]);
            frames.Add(rest.Slice(RecordHeaderLength, length).ToArray());
            rest = rest[(RecordHeaderLength + length)..];
        }

        return frames;
    }

    public static void Write(string path, IEnumerable<byte[]> frames)
    {
        using BufferedStream file = new(File.Create(path), 1 << 20);
        Span<byte> header = stackalloc byte[FileHeaderLength];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);      // version 2.4
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], SnapLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], Ethernet);
        file.Write(header);
        foreach (byte[] frame in frames)
        {
            Span<byte> record = header[..RecordHeaderLength];
            record.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(record[CapturedLengthOffset..], frame.Length);
            BinaryPrimitives.WriteInt32LittleEndian(record[(CapturedLengthOffset + 4)..], frame.Length);
            file.Write(record);
            file.Write(frame);
        }
    }
}
