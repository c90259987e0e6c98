using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetKit.Links.Captures;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Corpus;

/// <summary>The frames of real clients in <c>tests/captures</c>, cut open layer by layer.</summary>
public sealed class SeedFrames
{
    // Super-frames are long and say little that their first octets do not.
    private const int LongestFrame = 1600;

    private SeedFrames(IReadOnlyList<SeedCapture> captures) => Captures = captures;

    /// <summary>A file each, in the order of their names.</summary>
    public IReadOnlyList<SeedCapture> Captures { get; }

    /// <summary>Every frame of every capture.</summary>
    public IEnumerable<byte[]> Frames => Captures.SelectMany(static capture => capture.Frames).Where(static frame => frame.Length <= LongestFrame);

    public IEnumerable<byte[]> Ipv4 => PacketsOf(EtherType.Ipv4);

    public IEnumerable<byte[]> Ipv6 => PacketsOf(EtherType.Ipv6);

    public IEnumerable<byte[]> Arp => PacketsOf(EtherType.Arp);

    public static SeedFrames Load(string folder)
    {
        List<SeedCapture> captures = [];
        foreach (string path in Directory.EnumerateFiles(folder, "*.pcapng").Order(StringComparer.Ordinal))
        {
            byte[] file = File.ReadAllBytes(path);
            CaptureReader reader = new(new MemoryStream(file));
            List<byte[]> frames = [];
            while (reader.Read(out CapturedFrame? frame) == CaptureStatus.Frame)
            {
                frames.Add(frame!.Octets);
            }

            captures.Add(new SeedCapture(Path.GetFileNameWithoutExtension(path), file, frames));
        }

        return captures.Count > 0 ? new SeedFrames(captures) : throw new FileNotFoundException($"There is no capture in {folder}.");
    }

    /// <summary>What lies behind the IP header.</summary>
    public IEnumerable<byte[]> Transport(IpProtocol protocol)
    {
        foreach (byte[] packet in Ipv4)
        {
            if (Ipv4View.TryCreate(packet, out Ipv4View view) is WireError.None && view.Protocol == protocol)
            {
                yield return view.Payload.ToArray();
            }
        }

        foreach (byte[] packet in Ipv6)
        {
            if (Ipv6View.TryCreate(packet, out Ipv6View view) is WireError.None && view.Protocol == protocol)
            {
                yield return view.Payload.ToArray();
            }
        }
    }

    /// <summary>What lies behind the UDP header, of datagrams to or from a port.</summary>
    public IEnumerable<byte[]> Datagrams(ushort port)
    {
        foreach (byte[] octets in Transport(IpProtocol.Udp))
        {
            if (UdpView.TryCreate(octets, out UdpView view) is WireError.None && (view.SourcePort == port || view.DestinationPort == port))
            {
                yield return view.Payload.ToArray();
            }
        }
    }

    private IEnumerable<byte[]> PacketsOf(EtherType type)
    {
        foreach (byte[] frame in Frames)
        {
            if (EthernetView.TryCreate(frame, out EthernetView view) is WireError.None && view.Type == type)
            {
                yield return view.Payload.ToArray();
            }
        }
    }
}
