namespace NetKit.Netstack.Transport.Tcp;

/// <summary>Which <see cref="ICongestionControl"/> connections have.</summary>
public enum CongestionAlgorithm : byte
{
    /// <summary>RFC 5681.</summary>
    NewReno,

    /// <summary>RFC 9438.</summary>
    Cubic,
}
