namespace NetKit.Netstack.Transport.Tcp;

/// <summary>Whether routers may mark segments instead of dropping them (RFC 3168).</summary>
public enum EcnUse : byte
{
    Off,

    /// <summary>With peers that ask for it.</summary>
    WhenAsked,

    /// <summary>With peers that ask, and we ask those that we connect to.</summary>
    Always,
}
