namespace NetKit.Netstack.Services.Dns;

/// <summary>What the front did since it was made. Every message examined is counted in exactly one of these.</summary>
public readonly record struct DnsStatistics(long Local, long Cached, long Forwarded, long Malformed, long Unsupported, long Dropped)
{
    public long Examined => Local + Cached + Forwarded + Malformed + Unsupported + Dropped;
}
