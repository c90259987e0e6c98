using System;
using System.Diagnostics;

namespace NetKit.Netstack.Storage;

/// <summary>
/// A bounded queue of octets that may be read and written in place at any offset from its head. It holds a buffer only
/// while it has something to hold: an empty ring costs nothing but this object.
/// </summary>
/// <remarks>Capacity is a power of two. Spans handed out are valid until the next call that changes the ring.</remarks>
public sealed class OctetRing(BufferPool pool)
{
    private byte[]? _buffer;
    private int _head;

    /// <summary>Octets queued.</summary>
    public int Length { get; private set; }

    /// <summary>Octets the buffer held now can store; zero without a buffer.</summary>
    public int Capacity => _buffer?.Length ?? 0;

    public int Free => Capacity - Length;

    /// <summary>Makes room for at least <paramref name="capacity"/> octets in all; false when the pool's budget refuses.</summary>
    public bool TryGrow(int capacity)
    {
        if (capacity <= Capacity)
        {
            return true;
        }

        byte[]? larger = pool.TryRent(capacity);
        if (larger is null)
        {
            return false;
        }

        if (_buffer is not null)
        {
            // Not only Length: octets written ahead of the tail (out of order) move too.
            int first = _buffer.Length - _head;
            _buffer.AsSpan(_head).CopyTo(larger);
            _buffer.AsSpan(0, _head).CopyTo(larger.AsSpan(first));
            pool.Return(_buffer);
        }

        _buffer = larger;
        _head = 0;
        return true;
    }

    /// <summary>Gives the buffer back. Whatever was queued is gone.</summary>
    public void Release()
    {
        if (_buffer is not null)
        {
            pool.Return(_buffer);
            _buffer = null;
        }

        _head = 0;
        Length = 0;
    }

    /// <summary>The free space behind the tail, in order: <paramref name="rest"/> is the part that wraps round.</summary>
    public void GetWritable(int limit, out Span<byte> first, out Span<byte> rest) =>
        Slice(Length, Math.Min(limit, Free), out first, out rest);

    /// <summary>Counts octets written behind the tail as queued.</summary>
    public void Commit(int count)
    {
        Debug.Assert((uint)count <= (uint)Free);
        Length += count;
    }

    /// <summary>The octets [offset, offset + count) from the head, in order.</summary>
    public void GetReadable(int offset, int count, out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest)
    {
        Debug.Assert((uint)offset + (uint)count <= (uint)Length);
        Slice(offset, count, out Span<byte> a, out Span<byte> b);
        first = a;
        rest = b;
    }

    /// <summary>Writes at an offset from the head without counting it as queued: data that came ahead of its turn.</summary>
    public void WriteAt(int offset, ReadOnlySpan<byte> octets)
    {
        Slice(offset, octets.Length, out Span<byte> first, out Span<byte> rest);
        octets[..first.Length].CopyTo(first);
        octets[first.Length..].CopyTo(rest);
    }

    /// <summary>Drops octets from the head.</summary>
    public void Consume(int count)
    {
        Debug.Assert((uint)count <= (uint)Length);
        Length -= count;
        _head = _head + count & Capacity - 1;
    }

    /// <summary>Counts octets in front of the head as queued, which the caller writes. There has to be room, also for what is written ahead.</summary>
    public void GetReturned(int count, out Span<byte> first, out Span<byte> rest)
    {
        Debug.Assert((uint)count <= (uint)Free);
        Length += count;
        _head = _head - count & Capacity - 1;
        Slice(0, count, out first, out rest);
    }

    private void Slice(int offset, int count, out Span<byte> first, out Span<byte> rest)
    {
        if (_buffer is null)
        {
            Debug.Assert(count == 0);
            first = rest = default;
            return;
        }

        Debug.Assert((uint)offset + (uint)count <= (uint)_buffer.Length);
        int start = _head + offset & _buffer.Length - 1;
        int unwrapped = Math.Min(count, _buffer.Length - start);
        first = _buffer.AsSpan(start, unwrapped);
        rest = _buffer.AsSpan(0, count - unwrapped);
    }
}
