namespace NetKit.Netstack.Transport.Tcp;

/// <summary>Why octets are sent again.</summary>
internal enum RecoveryCause : byte
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>Acknowledgements say that segments behind them have arrived (RFC 5681 §3.2, RFC 6675).</summary>
    Duplicates,

    /// <summary>Nothing was acknowledged for too long (RFC 6298 §5.4).</summary>
    Timeout,

    /// <summary>They were too long for a link on the path: nobody is congested (RFC 8899 §3, RFC 1191 §6.4).</summary>
    PathMtu,
}
