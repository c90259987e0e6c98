using System;
using System.Buffers.Binary;
using System.Numerics;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Services.Dns;

/// <summary>
/// Upstream replies, kept whole and played back with the client's id, letters and OPT, their TTLs aged.
/// <para>
/// Messages lie in one ring of octets and their entries in one ring of slots, both in the order of arrival; when either is full, the
/// oldest goes. So both bounds hold exactly, nothing is allocated after the first message, and there is no fragmentation to manage.
/// What is lost against least-recently-used order is small: what is popular comes back at once.
/// </para>
/// </summary>
internal sealed class DnsCache
{
    /// <summary>More records than any reply that is worth keeping has.</summary>
    private const int MaximumRecords = 512;

    private const int None = -1;

    private readonly DnsCacheOptions _options;
    private readonly ulong _seed;
    private readonly int[] _buckets;
    private readonly DnsCacheEntry[] _entries;
    private byte[] _octets = [];
    private int _oldest;
    private int _used;
    private int _writeAt;

    public DnsCache(DnsCacheOptions options, ulong seed)
    {
        _options = options;
        _seed = seed;
        _entries = new DnsCacheEntry[options.Entries];
        _buckets = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(options.Entries, 1))];
        Clear();
    }

    /// <summary>Messages that can be played back.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        Array.Fill(_buckets, None);
        _oldest = _used = _writeAt = 0;
        Count = 0;
    }

    /// <summary>
    /// Writes the reply to <paramref name="query"/> if it is known; the message has no OPT record yet and may be longer than the client takes.
    /// </summary>
    public bool TryAnswer(Instant now, scoped in DnsQueryView query, Span<byte> destination, out int length)
    {
        length = 0;
        if (Count == 0 || !query.IsPlain)
        {
            return false;
        }

        DnsCacheKey key = DnsCacheKey.Of(query, _seed);
        int index = Find(key, query.Question.Name);
        if (index == None)
        {
            return false;
        }

        ref DnsCacheEntry entry = ref _entries[index];
        if (now >= entry.Expires)
        {
            Unlink(index);
            return false;
        }

        ReadOnlySpan<byte> stored = _octets.AsSpan(entry.Offset, entry.Footprint);
        if (entry.Length > destination.Length)
        {
            return false;
        }

        stored[..entry.Length].CopyTo(destination);
        Age(destination, stored[entry.Length..], (uint)((now - entry.Stored).Ticks / TimeSpan.TicksPerSecond));
        DnsHeader.WriteId(destination, query.Header.Id);

        // The client's own spelling of the name: some check it (draft-vixie-dnsext-dns0x20).
        query.Question.Name.CopyTo(destination[DnsHeader.Length..]);
        length = entry.Length;
        return true;
    }

    /// <summary>Keeps a reply if it may be kept, in the place of the one that is there.</summary>
    public void Store(Instant now, scoped in DnsQueryView query, ReadOnlySpan<byte> reply)
    {
        if (_entries.Length == 0 || !query.IsPlain)
        {
            return;
        }

        Span<ushort> offsets = stackalloc ushort[MaximumRecords];
        uint seconds = DnsCacheability.Examine(query, reply, offsets, out int records, out int length, out bool isNegative);
        int footprint = length + records * sizeof(ushort);
        if (seconds == 0 || length > ushort.MaxValue || footprint > _options.Octets / 8)
        {
            return;
        }

        DnsCacheKey key = DnsCacheKey.Of(query, _seed);
        int known = Find(key, query.Question.Name);
        if (known != None)
        {
            Unlink(known);
        }

        TimeSpan cap = isNegative ? _options.LongestNegative : _options.Longest;
        TimeSpan lifetime = TimeSpan.FromSeconds(Math.Min(seconds, cap.TotalSeconds));
        int offset = MakeRoom(footprint);
        WriteMessage(_octets.AsSpan(offset, footprint), reply[..length], query.Question.End, offsets[..records]);
        Link(new DnsCacheEntry
        {
            Key = key,
            Stored = now,
            Expires = now + lifetime,
            Offset = offset,
            Length = (ushort)length,
            Records = (ushort)records,
            IsLive = true,
        });
    }

    /// <summary>
    /// Copies a message as it will be played back: without AA, since a copy is not authoritative (RFC 1034 §6.2.1), with the right number of
    /// additional records although OPT is gone, and with the offsets of its TTL fields behind it.
    /// </summary>
    private static void WriteMessage(Span<byte> destination, ReadOnlySpan<byte> message, int questionEnd, ReadOnlySpan<ushort> offsets)
    {
        message.CopyTo(destination);
        _ = DnsHeader.TryParse(message, out DnsHeader header);
        int additionals = offsets.Length - header.Answers - header.Authorities;
        (header with
        {
            FlagWord = (ushort)(header.FlagWord & ~(ushort)DnsHeaderBits.Authoritative),
            Additionals = (ushort)additionals,
        }).Emit(destination);

        Span<byte> tail = destination[message.Length..];
        for (int i = 0; i < offsets.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(tail[(i * sizeof(ushort))..], offsets[i]);
        }
    }

    private static void Age(Span<byte> message, ReadOnlySpan<byte> offsets, uint seconds)
    {
        if (seconds == 0)
        {
            return;
        }

        for (; offsets.Length >= sizeof(ushort); offsets = offsets[sizeof(ushort)..])
        {
            Span<byte> field = message[BinaryPrimitives.ReadUInt16LittleEndian(offsets)..];
            uint timeToLive = BinaryPrimitives.ReadUInt32BigEndian(field);
            BinaryPrimitives.WriteUInt32BigEndian(field, timeToLive - Math.Min(seconds, timeToLive));
        }
    }

    private int Find(in DnsCacheKey key, ReadOnlySpan<byte> name)
    {
        int index = _buckets[key.Hash & (_buckets.Length - 1)];
        while (index != None)
        {
            ref readonly DnsCacheEntry entry = ref _entries[index];
            if (entry.Key == key && HasName(entry, name))
            {
                return index;
            }

            index = entry.Next;
        }

        return None;
    }

    private bool HasName(in DnsCacheEntry entry, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> stored = _octets.AsSpan(entry.Offset + DnsHeader.Length, entry.Length - DnsHeader.Length);
        return stored.Length > name.Length && DnsName.AreEqual(stored[..name.Length], name);
    }

    private void Link(in DnsCacheEntry entry)
    {
        int index = (_oldest + _used) % _entries.Length;
        ref int bucket = ref _buckets[entry.Key.Hash & (_buckets.Length - 1)];
        _entries[index] = entry;
        _entries[index].Next = bucket;
        bucket = index;
        _used++;
        Count++;
    }

    private void Unlink(int index)
    {
        ref DnsCacheEntry entry = ref _entries[index];
        ref int link = ref _buckets[entry.Key.Hash & (_buckets.Length - 1)];
        while (link != index)
        {
            link = ref _entries[link].Next;
        }

        link = entry.Next;
        entry.IsLive = false;
        Count--;
    }

    /// <summary>Returns where <paramref name="footprint"/> octets can be written, after whatever lay there was dropped.</summary>
    private int MakeRoom(int footprint)
    {
        if (_octets.Length == 0)
        {
            _octets = new byte[_options.Octets];
        }

        if (_used == _entries.Length)
        {
            DropOldest();
        }

        // Entries lie in the ring in the order of their age, so whatever is in the way is the oldest.
        if (_writeAt + footprint > _octets.Length)
        {
            while (_used > 0 && _entries[_oldest].Offset >= _writeAt)
            {
                DropOldest();
            }

            _writeAt = 0;
        }

        while (_used > 0 && Overlaps(_entries[_oldest], _writeAt, footprint))
        {
            DropOldest();
        }

        int offset = _writeAt;
        _writeAt += footprint;
        return offset;
    }

    private static bool Overlaps(in DnsCacheEntry entry, int offset, int length) =>
        entry.Offset < offset + length && offset < entry.Offset + entry.Footprint;

    private void DropOldest()
    {
        if (_entries[_oldest].IsLive)
        {
            Unlink(_oldest);
        }

        _oldest = (_oldest + 1) % _entries.Length;
        _used--;
    }
}
