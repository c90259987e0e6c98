using System;
using System.Collections.Generic;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Network;

/// <summary>One datagram that is being put together, or one that was abandoned and is remembered. Reused for others.</summary>
internal sealed class ReassemblyBuffer<THeader>
    where THeader : struct
{
    /// <summary>Octets of headers kept for an error. IPv4 has 60 at most; of a longer chain in IPv6 the beginning is enough.</summary>
    public const int LongestHeaders = 128;

    private const int EcnMask = 3;
    private const int CongestionExperienced = 3;

    private readonly byte[]?[] _blocks = new byte[]?[FragmentBlocks.PerDatagram];
    private readonly byte[] _headers = new byte[LongestHeaders];
    private THeader _first;
    private byte _firstTrafficClass;
    private int _headersLength;
    private bool _headersAreCut;
    private int _codepoints;

    public ReassemblyBuffer(int fragments)
    {
        Map = new FragmentMap(fragments);
        Age = new LinkedListNode<ReassemblyBuffer<THeader>>(this);
    }

    public FragmentMap Map { get; }

    /// <summary>Where it stands among the others.</summary>
    public LinkedListNode<ReassemblyBuffer<THeader>> Age { get; }

    public FragmentKey Key { get; private set; }

    /// <summary>When its first fragment arrived.</summary>
    public Instant Opened { get; private set; }

    public bool IsAbandoned { get; set; }

    /// <summary>Blocks in use.</summary>
    public int Blocks { get; private set; }

    /// <summary>Some fragments met congestion although others say that their sender does not know ECN (RFC 3168 §5.3).</summary>
    public bool HasMixedEcn => (_codepoints & (1 << CongestionExperienced | 1)) == (1 << CongestionExperienced | 1);

    public void Open(Instant now, in FragmentKey key)
    {
        Key = key;
        Opened = now;
        IsAbandoned = false;
        _codepoints = 0;
    }

    /// <summary>Gives up all that arrived, but not the name.</summary>
    public void Clear(FragmentBlocks blocks)
    {
        foreach (ref byte[]? block in _blocks.AsSpan())
        {
            if (block is not null)
            {
                blocks.Return(block);
                block = null;
            }
        }

        Blocks = 0;
        Map.Clear();
    }

    /// <summary>Blocks that the fragment needs and the datagram does not have yet.</summary>
    public int CountMissingBlocks(in ReceivedFragment fragment)
    {
        int missing = 0;
        for (int i = fragment.Offset / FragmentBlocks.Size; i <= (fragment.End - 1) / FragmentBlocks.Size; i++)
        {
            missing += _blocks[i] is null ? 1 : 0;
        }

        return missing;
    }

    /// <summary>Keeps a fragment that is new and for which there are blocks.</summary>
    public void Store(in ReceivedFragment fragment, in THeader header, FragmentBlocks blocks)
    {
        Map.Add(fragment.Offset, fragment.End, fragment.MoreFragments);
        _codepoints |= 1 << (fragment.TrafficClass & EcnMask);
        if (fragment.Offset == 0)
        {
            _first = header;
            _firstTrafficClass = fragment.TrafficClass;
            _headersLength = Math.Min(fragment.Headers.Length, LongestHeaders);
            _headersAreCut = _headersLength < fragment.Headers.Length;
            fragment.Headers[.._headersLength].CopyTo(_headers);
        }

        ReadOnlySpan<byte> rest = fragment.Payload;
        for (int offset = fragment.Offset; !rest.IsEmpty;)
        {
            ref byte[]? block = ref _blocks[offset / FragmentBlocks.Size];
            if (block is null)
            {
                block = blocks.Take();
                Blocks++;
            }

            Span<byte> place = block.AsSpan(offset % FragmentBlocks.Size);
            int count = Math.Min(rest.Length, place.Length);
            rest[..count].CopyTo(place);
            rest = rest[count..];
            offset += count;
        }
    }

    /// <summary>True when the octets that are held in the fragment's place are the fragment's own.</summary>
    public bool Holds(in ReceivedFragment fragment)
    {
        ReadOnlySpan<byte> rest = fragment.Payload;
        for (int offset = fragment.Offset; !rest.IsEmpty;)
        {
            ReadOnlySpan<byte> place = _blocks[offset / FragmentBlocks.Size].AsSpan(offset % FragmentBlocks.Size);
            int count = Math.Min(rest.Length, place.Length);
            if (!rest[..count].SequenceEqual(place[..count]))
            {
                return false;
            }

            rest = rest[count..];
            offset += count;
        }

        return true;
    }

    /// <summary>Writes the complete payload to <paramref name="destination"/>.</summary>
    public JoinedFragments<THeader> Join(Span<byte> destination)
    {
        Span<byte> payload = destination[..Map.TotalLength];
        Copy(payload);
        bool congested = (_codepoints & 1 << CongestionExperienced) != 0;
        byte trafficClass = (byte)(congested ? _firstTrafficClass | CongestionExperienced : _firstTrafficClass);
        return new JoinedFragments<THeader>(_first, trafficClass, payload);
    }

    /// <summary>Writes the beginning of the first fragment as it arrived; nothing while that is missing.</summary>
    public ReadOnlySpan<byte> Quote(Span<byte> destination)
    {
        if (Map.FirstLength == 0)
        {
            return default;
        }

        _headers.AsSpan(0, _headersLength).CopyTo(destination);
        int payloadLength = _headersAreCut ? 0 : Math.Min(Map.FirstLength, destination.Length - _headersLength);
        Copy(destination.Slice(_headersLength, payloadLength));
        return destination[..(_headersLength + payloadLength)];
    }

    private void Copy(Span<byte> destination)
    {
        for (int i = 0; !destination.IsEmpty; i++)
        {
            int count = Math.Min(destination.Length, FragmentBlocks.Size);
            _blocks[i].AsSpan(0, count).CopyTo(destination);
            destination = destination[count..];
        }
    }
}
