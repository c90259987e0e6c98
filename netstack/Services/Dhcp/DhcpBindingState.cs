namespace NetKit.Netstack.Services.Dhcp;

/// <summary>Whose an address is now.</summary>
internal enum DhcpBindingState : byte
{
    /// <summary>Nobody's; the last client gets it again if it comes before another needs it.</summary>
    Free,

    Offered,

    Bound,

    /// <summary>A client found somebody else using it.</summary>
    PutAside,
}
