using NetKit.Netstack.Time;

namespace NetKit.Netstack.Services.Dns;

/// <summary>One message in the cache's ring: <see cref="Length"/> octets of message, then the offsets of its TTL fields, two octets each.</summary>
internal struct DnsCacheEntry
{
    public DnsCacheKey Key;
    public Instant Stored;
    public Instant Expires;
    public int Offset;
    public ushort Length;
    public ushort Records;

    /// <summary>Next entry of the same bucket, or -1.</summary>
    public int Next;

    /// <summary>False for one that was replaced or expired and only waits for its octets to be overwritten.</summary>
    public bool IsLive;

    public readonly int Footprint => Length + Records * sizeof(ushort);
}
