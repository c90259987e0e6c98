using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Datagrams;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// Datagrams of one turn on their way to host sockets. Each socket has a chain of its own, so that interleaved flows still make one
/// sendmmsg call per socket; neighbours in a chain that differ in nothing but their octets leave as one run (UDP_SEGMENT), which the
/// kernel routes once.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class SendQueue(DatagramEngine engine)
{
    private const int Capacity = 256;
    private const int SlabOctets = 256 << 10;

    // Above this a system call of its own is cheaper than the copy.
    private const int CopyLimit = 2_048;

    // UDP_MAX_SEGMENTS of every kernel that has UDP_SEGMENT; and what fits one IPv4 packet.
    private const int MaximumRun = 64;
    private const int MaximumRunOctets = 65_507;

    private readonly DatagramSender _sender = new(SlabOctets, Capacity, Capacity);
    private readonly QueuedDatagram[] _queued = new QueuedDatagram[Capacity];
    private readonly Run[] _runs = new Run[Capacity];
    private readonly List<HostSocket> _dirty = [];
    private int _count;
    private int _slabUsed;

    public void Add(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > CopyLimit || target.SegmentSize != 0)
        {
            Flush(socket);
            SendNow(socket, target, payload);
            return;
        }

        if (_count == Capacity || _slabUsed + payload.Length > SlabOctets)
        {
            Flush();
        }

        int index = _count++;
        payload.CopyTo(_sender.Slab[_slabUsed..]);
        _queued[index] = new QueuedDatagram { Target = target, Offset = _slabUsed, Length = payload.Length, Next = -1 };
        _slabUsed += payload.Length;
        if (socket.FirstQueued < 0)
        {
            socket.FirstQueued = index;
            _dirty.Add(socket);
        }
        else
        {
            _queued[socket.LastQueued].Next = index;
        }

        socket.LastQueued = index;
    }

    public void Flush()
    {
        // By index: an owner that is told of an error may close its socket, or another one.
        for (int i = 0; i < _dirty.Count; i++)
        {
            Flush(_dirty[i]);
        }

        _dirty.Clear();
        _count = 0;
        _slabUsed = 0;
    }

    /// <summary>Sends the chain of one socket; its places in the queue become free with the next full flush.</summary>
    public void Flush(HostSocket socket)
    {
        int index = socket.FirstQueued;
        if (index < 0)
        {
            return;
        }

        socket.FirstQueued = -1;
        socket.LastQueued = -1;
        _sender.Clear();
        while (index >= 0)
        {
            Run run = FindRun(index, socket.JoinsSends);
            _runs[_sender.Count] = run;
            index = AddMessage(run);
        }

        SendMessages(socket);
    }

    private Run FindRun(int first, bool joins)
    {
        ref QueuedDatagram head = ref _queued[first];
        int count = 1;
        int octets = head.Length;
        int last = head.Length;
        for (int next = head.Next; joins && next >= 0 && count < MaximumRun; next = _queued[next].Next)
        {
            ref QueuedDatagram candidate = ref _queued[next];

            // All pieces are as long as the first; the last may be shorter, but not empty.
            bool fits = last == head.Length && candidate.Length <= head.Length && candidate.Length > 0
                && octets + candidate.Length <= MaximumRunOctets && candidate.Target == head.Target;
            if (!fits)
            {
                break;
            }

            last = candidate.Length;
            octets += last;
            count++;
        }

        return new Run(first, count, octets);
    }

    private int AddMessage(Run run)
    {
        ref QueuedDatagram head = ref _queued[run.First];
        _sender.Begin(run.Count == 1 ? head.Target : head.Target with { SegmentSize = (ushort)head.Length });
        int index = run.First;
        for (int i = 0; i < run.Count; i++)
        {
            _sender.AddPiece(_queued[index].Offset, _queued[index].Length);
            index = _queued[index].Next;
        }

        return index;
    }

    private void SendMessages(HostSocket socket)
    {
        int count = _sender.Count;
        bool retried = false;
        for (int next = 0; next < count;)
        {
            IoResult result = _sender.Send(socket.Fd, next);
            if (result.IsOk)
            {
                Account(socket, next, result.Count);
                next += result.Count;
                retried = false;
            }
            else if (result.Error is Errno.Again or Errno.NoBufferSpace)
            {
                Refuse(socket, next, count, result.Error);
                return;
            }
            else if (!retried)
            {
                _ = engine.TakeErrors(socket);
                retried = true;
            }
            else
            {
                SendSingly(socket, _runs[next++], result.Error);
                retried = false;
            }
        }
    }

    private void Account(HostSocket socket, int first, int count)
    {
        int datagrams = 0;
        long octets = 0;
        foreach (Run run in _runs.AsSpan(first, count))
        {
            datagrams += run.Count;
            octets += run.Octets;
        }

        socket.Owner.OnSent(socket, datagrams, octets);
    }

    private void Refuse(HostSocket socket, int first, int end, Errno error)
    {
        for (int i = first; i < end; i++)
        {
            int index = _runs[i].First;
            for (int left = _runs[i].Count; left > 0; left--)
            {
                ref QueuedDatagram datagram = ref _queued[index];
                socket.Owner.OnNotSent(socket, datagram.Target, _sender.Slab.Slice(datagram.Offset, datagram.Length), error, 0);
                index = datagram.Next;
            }
        }
    }

    /// <summary>A message that failed for its own sake: if it was a run that we made, its pieces may still go.</summary>
    private void SendSingly(HostSocket socket, Run run, Errno error)
    {
        if (run.Count > 1)
        {
            socket.JoinsSends &= !RefusesRuns(error);
        }

        int index = run.First;
        for (int left = run.Count; left > 0; left--)
        {
            QueuedDatagram datagram = _queued[index];
            SendNow(socket, datagram.Target, _sender.Slab.Slice(datagram.Offset, datagram.Length));
            index = datagram.Next;
        }
    }

    private void SendNow(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> payload)
    {
        SendAttempt attempt = engine.TrySend(socket, target, payload, default);
        if (attempt.IsOk)
        {
            int datagrams = target.SegmentSize == 0 ? 1 : (payload.Length + target.SegmentSize - 1) / target.SegmentSize;
            socket.Owner.OnSent(socket, datagrams, payload.Length);
        }
        else if (target.SegmentSize != 0 && RefusesRuns(attempt.Error))
        {
            SendPieces(socket, target with { SegmentSize = 0 }, payload, target.SegmentSize);
        }
        else
        {
            socket.Owner.OnNotSent(socket, target, payload, attempt.Error, attempt.Mtu);
        }
    }

    private void SendPieces(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> payload, int size)
    {
        for (; !payload.IsEmpty; payload = payload[Math.Min(size, payload.Length)..])
        {
            SendNow(socket, target, payload[..Math.Min(size, payload.Length)]);
        }
    }

    // EINVAL: too many pieces, or no such option. EMSGSIZE: a piece is longer than the path's MTU. EIO: IPsec, or no checksums.
    private static bool RefusesRuns(Errno error) => error is Errno.InvalidArgument or Errno.MessageTooLong or Errno.IoError;

    private readonly record struct Run(int First, int Count, int Octets);
}
