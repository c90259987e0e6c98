using NetKit.Interop;

namespace NetKit.Forwarding.Services;

/// <summary>
/// Who asked the name server over IPv6, as long as the answer may take: an address of 128 bits does not fit into a query's token. The
/// latest 4096 are remembered; whoever asked before them gets no answer, and asks again.
/// </summary>
internal sealed class DnsClientRing
{
    private const int Capacity = 4096;

    // Tokens of IPv4 clients are 48 bits long.
    private const long Mark = 1L << 62;

    private readonly SocketEndpoint[] _clients = new SocketEndpoint[Capacity];
    private long _next;

    /// <summary>True for what <see cref="Remember"/> gave.</summary>
    public static bool IsToken(long token) => (token & Mark) != 0;

    public long Remember(SocketEndpoint client)
    {
        _clients[_next % Capacity] = client;
        return Mark | _next++;
    }

    public bool TryRecall(long token, out SocketEndpoint client)
    {
        long number = token & ~Mark;
        client = _clients[number % Capacity];
        return number < _next && number >= _next - Capacity;
    }
}
