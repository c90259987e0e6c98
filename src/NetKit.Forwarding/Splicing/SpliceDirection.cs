using System;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Splicing;

/// <summary>Octets from one socket to another, and the end of the stream behind them. Loop thread only.</summary>
/// <remarks>
/// Theory of operation. A little is read and sent, which is what splice costs too and spares the pipe: a question and its answer know nothing of
/// pipes. When that much was there that there may be more, the rest goes through a pipe, without a copy in this process. The pipe is only
/// filled when it is empty, and given back when it is; it also keeps what the other socket did not take, so that there is no other buffer.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class SpliceDirection(SpliceForwarder forwarder, SpliceEnd source, SpliceEnd sink)
{
    private SplicePipe? _pipe;
    private bool _isBulk;

    /// <summary>Octets that were read.</summary>
    public long Octets { get; private set; }

    /// <summary>When the last of them were read.</summary>
    public Instant LastRead { get; private set; } = forwarder.Now;

    /// <summary>The source says no more.</summary>
    public bool HasReadEnd { get; private set; }

    /// <summary>The sink has been told so.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Something can be done at once.</summary>
    public bool HasMore => sink.CanWrite && (_pipe is not null || (source.CanRead && !HasReadEnd));

    /// <summary>Moves <paramref name="most"/> octets or a pipe more. False: one of the sockets has failed.</summary>
    public bool TryMove(int most, out int moved)
    {
        moved = 0;
        bool isWhole = true;
        while (isWhole && HasMore && (_pipe is not null || moved < most))
        {
            int read = 0;
            isWhole = _pipe is { } pipe ? TryEmpty(pipe) : _isBulk ? TryFill(out read) : TryCopy(out read);
            moved += read;
        }

        if (isWhole && HasReadEnd && _pipe is null && !IsOver)
        {
            IsOver = true;
            _ = Sockets.ShutdownWrite(sink.Fd);
        }

        Octets += moved;
        LastRead = moved > 0 ? forwarder.Now : LastRead;
        return isWhole;
    }

    /// <summary>Nothing moves any more.</summary>
    public void Close()
    {
        if (_pipe is { } pipe)
        {
            _pipe = null;
            forwarder.Pipes.Give(pipe);
        }
    }

    private bool TryEmpty(SplicePipe pipe)
    {
        IoResult moved = pipe.Empty(sink.Fd);
        if (moved.Error == Errno.Again)
        {
            WaitForSink();
            return true;
        }

        if (pipe.Held == 0)
        {
            Close();
        }

        return moved.IsOk;
    }

    private bool TryFill(out int read)
    {
        read = 0;
        if (forwarder.Pipes.Take() is not { } pipe)
        {
            forwarder.Counters.NoPipe++;
            return false;
        }

        IoResult moved = pipe.Fill(source.Fd);
        if (moved.Count == 0)
        {
            forwarder.Pipes.Give(pipe);
            return NoteNothing(moved);
        }

        _pipe = pipe;
        read = moved.Count;
        _isBulk = read >= SpliceForwarder.Little;
        return true;
    }

    private bool TryCopy(out int read)
    {
        Span<byte> octets = forwarder.Scratch;
        IoResult received = Sockets.Receive(source.Fd, octets);
        read = received.Count;
        if (read == 0)
        {
            return NoteNothing(received);
        }

        // A short read means that the socket is empty (epoll(7)), unless its end is behind what was read.
        _isBulk = read == octets.Length;
        source.CanRead = _isBulk || source.IsEnding;
        IoResult sent = Sockets.Send(sink.Fd, octets[..read]);
        if (sent.Count == read)
        {
            return true;
        }

        if (!sent.IsOk && sent.Error != Errno.Again)
        {
            return false;
        }

        WaitForSink();
        return TryKeep(octets[sent.Count..read]);
    }

    private bool TryKeep(ReadOnlySpan<byte> octets)
    {
        _pipe = forwarder.Pipes.Take();
        bool isKept = _pipe?.Keep(octets) == true;
        forwarder.Counters.NoPipe += isKept ? 0 : 1;
        return isKept;
    }

    // True: nothing is there at the moment, or ever.
    private bool NoteNothing(IoResult read)
    {
        source.CanRead = false;
        HasReadEnd = read.IsOk;
        return read.IsOk || read.Error == Errno.Again;
    }

    private void WaitForSink()
    {
        sink.CanWrite = false;
        forwarder.WatchWritable(sink);
    }
}
