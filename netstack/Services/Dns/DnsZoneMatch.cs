namespace NetKit.Netstack.Services.Dns;

/// <summary>What the local zone says about a name.</summary>
public enum DnsZoneMatch : byte
{
    /// <summary>It is not ours to say.</summary>
    Elsewhere,

    /// <summary>The name exists; it may still lack the type that was asked for.</summary>
    Found,

    /// <summary>The zone's own name, which has an SOA record and nothing else.</summary>
    Apex,

    /// <summary>The name is ours and does not exist.</summary>
    Missing,
}
