namespace NetKit.Bench.Peers;

/// <summary>What a TAP peer is to do.</summary>
/// <param name="Namespace">The namespace's file.</param>
/// <param name="Mtu">Of the interface in it.</param>
/// <param name="PublishedBase">The host's port for the container's first published port; the next one is for its second.</param>
/// <param name="Socket">Where a control socket may be put.</param>
internal sealed record TapRequest(string Namespace, int Mtu, int PublishedBase, string Socket);
