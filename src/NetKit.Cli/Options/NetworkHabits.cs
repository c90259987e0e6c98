namespace NetKit.Cli.Options;

/// <summary>What a network is like when nobody says how: who uses a program of the field expects its addresses.</summary>
/// <param name="Subnet">The network.</param>
/// <param name="Gateway">The gateway's place in it, whichever it is.</param>
/// <param name="Dns">That of the name server; the gateway's own where there is none beside it.</param>
/// <param name="Address">That of the container or the first machine.</param>
internal sealed record NetworkHabits(string Subnet, uint Gateway, uint Dns, uint Address)
{
    /// <summary>Those of QEMU and slirp.</summary>
    public static NetworkHabits Slirp { get; } = new("10.0.2.0/24", 2, 3, 100);

    /// <summary>Those of vpnkit. Its clients ask the gateway for names, and its second address was the host's.</summary>
    public static NetworkHabits Vpnkit { get; } = new("192.168.65.0/24", 1, 1, 3);
}
