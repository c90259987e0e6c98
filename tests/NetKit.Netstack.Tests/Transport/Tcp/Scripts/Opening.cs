namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>What the peer offers when it opens, or answers when we do.</summary>
/// <param name="Mss">Octets; 0: the option is absent.</param>
/// <param name="Scale">The shift of its windows; -1: the option is absent.</param>
/// <param name="Sack">It takes selective acknowledgements.</param>
/// <param name="Stamps">It sends timestamps.</param>
public readonly record struct Opening(ushort Mss, sbyte Scale = -1, bool Sack = false, bool Stamps = false)
{
    /// <summary>A peer of 1981.</summary>
    public static Opening Plain => new(Segments.Full);

    public static Opening WithSack => new(Segments.Full, Sack: true);

    /// <summary>With timestamps, a full segment has twelve octets less.</summary>
    public static Opening WithStamps => new(Segments.Full, Stamps: true);

    /// <summary>What Linux offers.</summary>
    public static Opening Modern => new(Segments.Full, 7, Sack: true, Stamps: true);
}
