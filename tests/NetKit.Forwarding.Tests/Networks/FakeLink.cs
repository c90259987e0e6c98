using System;
using System.Collections.Concurrent;
using NetKit.Interop;
using NetKit.Links;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Networks;

/// <summary>A link whose other end is the test. Its descriptor is one half of a socket pair that becomes readable when there is something.</summary>
internal sealed class FakeLink : ISwitchedLink
{
    private readonly ConcurrentQueue<(byte[] Octets, FrameOffload Offload)> _toNetwork = new();
    private readonly BlockingCollection<(byte[] Octets, FrameOffload Offload)> _fromNetwork = [];
    private readonly Fd _signal;
    private int _received;

    public FakeLink(LinkCapabilities capabilities)
    {
        Capabilities = capabilities;
        Assert.That(UnixSockets.OpenPair(out Fd watched, out _signal), Is.EqualTo(Errno.None));
        Fd = watched;
    }

    public static LinkCapabilities Offloading { get; } = new(65520, true, true, true);

    public static LinkCapabilities Plain { get; } = new(1500, false, false, false);

    public Fd Fd { get; }

    public bool IsGone { get; private set; }

    public bool IsDisposed { get; private set; }

    public bool IsNearlyFull { get; set; }

    /// <summary>How many frames there is a place for: the last of them is overwritten with the others.</summary>
    public int FramesKept { get; init; } = 1;

    /// <summary>How often a batch ended.</summary>
    public int Flushes { get; private set; }

    public LinkCapabilities Capabilities { get; }

    public void OnReadable()
    {
    }

    public bool TryReceive(out ReceivedFrame frame)
    {
        bool any = _toNetwork.TryDequeue(out (byte[] Octets, FrameOffload Offload) next);
        _received += any ? 1 : 0;
        frame = any ? new ReceivedFrame(next.Octets, next.Offload) { IsKept = _received % FramesKept > 0 } : default;
        return any;
    }

    public SendOutcome Send(in OutgoingFrame frame)
    {
        _fromNetwork.Add(([.. frame.Headers, .. frame.Payload, .. frame.PayloadRest], frame.Offload));
        return SendOutcome.Sent;
    }

    public void Flush() => Flushes++;

    public void Dispose()
    {
        IsDisposed = true;
        Sockets.Close(Fd);
        Sockets.Close(_signal);
    }

    /// <summary>Sends frames as the container would; they are all there when the first is seen.</summary>
    public void Push(FrameOffload offload, params ReadOnlySpan<byte[]> frames)
    {
        foreach (byte[] frame in frames)
        {
            _toNetwork.Enqueue((frame, offload));
        }

        _ = Sockets.Send(_signal, [0]);
    }

    /// <summary>Takes the interface away.</summary>
    public void Vanish()
    {
        IsGone = true;
        _ = Sockets.Send(_signal, [0]);
    }

    /// <summary>Waits for the next frame to the container.</summary>
    public byte[] Next() => Next(out _);

    public byte[] Next(out FrameOffload offload)
    {
        Assert.That(_fromNetwork.TryTake(out (byte[] Octets, FrameOffload Offload) frame, TimeSpan.FromSeconds(5)), Is.True, "No frame came within 5 s.");
        offload = frame.Offload;
        return frame.Octets;
    }

    /// <summary>Waits for the next IPv4 packet: no announcement of a newcomer, nor the like.</summary>
    public byte[] NextIp()
    {
        byte[] frame = Next();
        while (frame[12] != 8 || frame[13] != 0)
        {
            frame = Next();
        }

        return frame;
    }

    /// <summary>Waits for the next IPv6 packet of a protocol, which is no neighbour's or router's unless that is what is asked for.</summary>
    public byte[] NextIpv6(IpProtocol protocol, Icmpv6Type? type = null)
    {
        while (true)
        {
            byte[] packet = Next()[EthernetHeader.Length..];
            if (packet[0] >> 4 == 6 && packet[6] == (byte)protocol && (type is null || packet[Ipv6Header.Length] == (byte)type))
            {
                return packet;
            }
        }
    }

    public bool HasMore => _fromNetwork.Count > 0;
}
