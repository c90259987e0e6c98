using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Services;

/// <summary>
/// Who asked the name server over IPv6, or at another address than its own, as long as the answer may take: that does not fit into a query's token. The
/// latest 4096 are remembered; whoever asked before them gets no answer, and asks again.
/// </summary>
internal sealed class DnsClientRing
{
    private const int Capacity = 4096;

    // Tokens of IPv4 clients are 48 bits long.
    private const long Mark = 1L << 62;

    private readonly (SocketEndpoint Client, IpAddress Server)[] _clients = new (SocketEndpoint, IpAddress)[Capacity];
    private long _next;

    /// <summary>True for what <see cref="Remember"/> gave.</summary>
    public static bool IsToken(long token) => (token & Mark) != 0;

    /// <param name="client">Whoever asks.</param>
    /// <param name="server">The address that was asked, and is to answer.</param>
    public long Remember(SocketEndpoint client, IpAddress server)
    {
        _clients[_next % Capacity] = (client, server);
        return Mark | _next++;
    }

    public bool TryRecall(long token, out SocketEndpoint client, out IpAddress server)
    {
        long number = token & ~Mark;
        (client, server) = _clients[number % Capacity];
        return number < _next && number >= _next - Capacity;
    }
}
