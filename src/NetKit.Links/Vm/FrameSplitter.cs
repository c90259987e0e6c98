using System;
using NetKit.Links.Vm.Vmnet;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;

namespace NetKit.Links.Vm;

/// <summary>Finds the frames in a stream in which each has its length in front. It does no I/O, and trusts nothing that it is given.</summary>
/// <remarks>
/// A turn: octets are read into <see cref="Room"/> and counted with <see cref="Add"/>, then frames are taken until there is no whole one left. A frame is
/// handed out where it lies; only the beginning of one that is not complete is ever moved, so that there is room for the rest of it, and what is joined.
/// Frames of vpnkit's clients may lack a checksum (<see cref="VmnetFrame"/>).
/// </remarks>
public sealed class FrameSplitter(LengthPrefix prefix)
{
    /// <summary>Octets of the longest frame. A longer one cannot be, since an IP packet is no longer.</summary>
    public const int LongestFrame = FrameCutter.LargestFrame;

    // Many frames for one read, and always room for the longest behind the beginning of another.
    private const int Capacity = 256 << 10;

    private const int LeastRoom = LongestFrame + LengthPrefixes.Longest;

    private readonly byte[] _octets = GC.AllocateUninitializedArray<byte>(Capacity, pinned: true);
    private int _start;
    private int _end;

    /// <summary>What is wrong with the stream. Once something is, no more frames come out of it.</summary>
    public StreamEnd Fault { get; private set; }

    /// <summary>There is the beginning of a frame whose rest has not come.</summary>
    public bool HasPart => _end > _start;

    /// <summary>The next frame is there, or what is wrong with it: nothing has to be read before it is taken.</summary>
    public bool HasWhole => TryPeek(out _) || Fault is not StreamEnd.None;

    /// <summary>Where the next octets go: never empty after <see cref="TryTake"/> has said false. Frames handed out are not valid any more.</summary>
    public Span<byte> Room
    {
        get
        {
            if (_start == _end)
            {
                _start = _end = 0;
            }
            else if (Capacity - _end < LeastRoom)
            {
                _octets.AsSpan(_start, _end - _start).CopyTo(_octets);
                (_start, _end) = (0, _end - _start);
            }

            return _octets.AsSpan(_end);
        }
    }

    /// <summary>So many octets have been put into <see cref="Room"/>.</summary>
    public void Add(int octets) => _end += octets;

    /// <summary>Takes the next frame; it is valid until <see cref="Room"/> is asked for. False: no whole frame is there, or never will be.</summary>
    public bool TryTake(out ReadOnlySpan<byte> frame)
    {
        if (!TryPeek(out frame))
        {
            return false;
        }

        if (prefix is LengthPrefix.Two)
        {
            VmnetFrame.CompleteHeader(_octets.AsSpan(_start + prefix.Octets(), frame.Length));
        }

        _start += prefix.Octets() + frame.Length;
        return true;
    }

    /// <summary>
    /// Takes the next frame together with those TCP segments behind it that continue it, as one super-frame; see <see cref="FrameJoiner"/>. Otherwise as
    /// <see cref="TryTake"/>.
    /// </summary>
    public bool TryTakeJoined(out ReadOnlySpan<byte> frame, out FrameOffload offload)
    {
        offload = FrameOffload.Complete;
        int start = _start + prefix.Octets();
        if (!TryTake(out frame))
        {
            return false;
        }

        if (FrameJoiner.TryCreate(_octets.AsSpan(start, _end - start), frame.Length, out FrameJoiner joiner))
        {
            while (TryPeek(out ReadOnlySpan<byte> next) && joiner.TryAdd(next))
            {
                _start += prefix.Octets() + next.Length;
            }

            frame = joiner.Finish(out offload);
        }

        return true;
    }

    /// <summary>The same as <see cref="TryTake"/>, and the frame stays the next one.</summary>
    public bool TryPeek(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        ReadOnlySpan<byte> left = _octets.AsSpan(_start, _end - _start);
        int front = prefix.Octets();
        if (left.Length < front || Fault is not StreamEnd.None)
        {
            return false;
        }

        uint length = prefix.Read(left);
        if (length is 0 or > LongestFrame)
        {
            Fault = length == 0 ? StreamEnd.EmptyFrame : StreamEnd.FrameTooLong;
            return false;
        }

        if (left.Length - front < length)
        {
            return false;
        }

        frame = left.Slice(front, (int)length);
        return true;
    }
}
