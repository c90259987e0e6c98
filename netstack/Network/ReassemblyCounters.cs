namespace NetKit.Netstack.Network;

/// <summary>
/// Where fragments went, in fragments. <c>Added = Joined + Held + Duplicates + Refused + Abandoned + Evicted + Expired</c> at all times.
/// </summary>
/// <param name="Added">All that were handed in.</param>
/// <param name="Joined">Those of datagrams that were completed.</param>
/// <param name="Held">Those that wait now.</param>
/// <param name="Duplicates">Those that were there already.</param>
/// <param name="Refused">Malformed and tiny ones.</param>
/// <param name="Abandoned">Those of datagrams that were given up for what their fragments said, or for their size.</param>
/// <param name="Evicted">Those that made room for newer ones.</param>
/// <param name="Expired">Those of datagrams that were not complete in time.</param>
public readonly record struct ReassemblyCounters(
    long Added, long Joined, long Held, long Duplicates, long Refused, long Abandoned, long Evicted, long Expired);
