using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Network.Steady;

/// <summary>One direction of a link: frames in places that are all made at the start, first in, first out.</summary>
internal sealed class FrameLine
{
    private const int Places = 256;

    private readonly byte[][] _octets = new byte[Places][];
    private readonly int[] _lengths = new int[Places];
    private readonly FrameOffload[] _offloads = new FrameOffload[Places];
    private int _head;
    private int _count;

    public FrameLine()
    {
        for (int i = 0; i < Places; i++)
        {
            _octets[i] = new byte[EthernetHeader.Length + Ipv4Header.MaximumPacketLength];
        }
    }

    public SendOutcome Put(in OutgoingFrame frame)
    {
        if (_count == Places)
        {
            return SendOutcome.Full;
        }

        int place = (_head + _count++) % Places;
        byte[] octets = _octets[place];
        frame.Headers.CopyTo(octets);
        frame.Payload.CopyTo(octets.AsSpan(frame.Headers.Length));
        frame.PayloadRest.CopyTo(octets.AsSpan(frame.Headers.Length + frame.Payload.Length));
        _lengths[place] = frame.Length;
        _offloads[place] = frame.Offload;
        return SendOutcome.Sent;
    }

    public bool TryTake(out ReceivedFrame frame)
    {
        frame = default;
        if (_count == 0)
        {
            return false;
        }

        frame = new ReceivedFrame(_octets[_head].AsSpan(0, _lengths[_head]), _offloads[_head]);
        _head = (_head + 1) % Places;
        _count--;
        return true;
    }
}
