using System;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// Whoever asks a <see cref="DnsService"/>: the data plane for datagrams, a <see cref="DnsStream"/> for a TCP connection.
/// </summary>
public interface IDnsClient
{
    /// <summary>
    /// Gives the answer to one query, with the client's own id in it. Called on the loop thread, perhaps before the call that asked
    /// returns. The span is valid during the call, in which the service must not be called back.
    /// </summary>
    /// <param name="token">What the query was asked with.</param>
    /// <param name="reply">The whole message; no longer than the client said it takes.</param>
    void OnReply(long token, ReadOnlySpan<byte> reply);
}
