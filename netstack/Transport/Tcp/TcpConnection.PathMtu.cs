using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>A link on the path that carries less than ours (RFC 1191, RFC 8201).</summary>
public sealed partial class TcpConnection
{
    /// <summary>
    /// A router could not pass on the segment that begins at <paramref name="sequence"/>; <paramref name="segmentSize"/> is what goes through,
    /// in octets of payload without options. False: it is not about anything under way, so somebody made it up (RFC 5927 §4.1), or nothing new.
    /// </summary>
    internal bool OnPathMtu(SeqNum sequence, int segmentSize)
    {
        long position = _send.Unacknowledged + (sequence - SendSeq(_send.Unacknowledged));
        if (!_synAcknowledged || position < _send.Unacknowledged || position >= _send.Next)
        {
            return false;
        }

        // Smaller ones are asked for by nobody but an attacker: every link carries this much (RFC 9293 §3.7.1).
        int least = Key.Local.IsV4 ? DefaultSegmentSize : DefaultSegmentSizeV6;
        int size = Math.Max(segmentSize, least) - (_hasTimestamps ? TimestampsLength : 0);
        if (size >= _segmentSize)
        {
            return false;
        }

        Counters.PathMtuReductions++;
        _segmentSize = size;
        _congestion.OnSegmentSize(size);
        _loss.OnPathMtu(position, _send.Next);
        _timedAt = null;
        ForgetProbe();
        _layer.Schedule(this);
        return true;
    }
}
