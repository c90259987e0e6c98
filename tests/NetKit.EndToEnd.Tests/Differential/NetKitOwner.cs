using NetKit.Netstack.Transport.Tcp;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>What the owner of <see cref="NetKitEnd"/> does.</summary>
internal sealed class NetKitOwner
{
    public TcpConnection? Connection { get; set; }

    /// <summary>Nobody listens.</summary>
    public bool Refuses { get; init; }

    public bool Hesitates { get; set; }
}
