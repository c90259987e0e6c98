namespace NetKit.Netstack.Wire.Ntp;

/// <summary>The association modes (RFC 5905 §7.3 figure 10).</summary>
public enum NtpMode : byte
{
    /// <summary>NTP version 1 had no mode field: a client's message has this one (RFC 1305 appendix D).</summary>
    Reserved = 0,

    SymmetricActive = 1,
    SymmetricPassive = 2,
    Client = 3,
    Server = 4,
    Broadcast = 5,
    Control = 6,
    Private = 7,
}
