using System;
using NetKit.Interop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Forwarding.Dns;

internal sealed partial class DnsRelay
{
    internal void OnDatagram(UpstreamSocket socket, SocketEndpoint from, ReadOnlySpan<byte> message)
    {
        if (!TryReadReply(message, out DnsHeader header))
        {
            return;
        }

        if (!socket.TryFind(header.Id, out PendingQuery? query))
        {
            Counters.Reject(DnsRejectReason.WrongId);
            return;
        }

        ref DnsAttempt attempt = ref FindAttempt(query, header.Id, socket, null);
        if (attempt.Upstream.Endpoint != from)
        {
            Counters.Reject(DnsRejectReason.WrongSource);
            return;
        }

        Accept(query, ref attempt, message, header);
    }

    internal void OnMessage(UpstreamStream stream, ReadOnlySpan<byte> message)
    {
        if (!TryReadReply(message, out DnsHeader header))
        {
            return;
        }

        if (!stream.TryFind(header.Id, out PendingQuery? query))
        {
            Counters.Reject(DnsRejectReason.WrongId);
            return;
        }

        Accept(query, ref FindAttempt(query, header.Id, null, stream), message, header);
    }

    /// <summary>
    /// An ICMP error about a query. It is believed only when it quotes the id and names the server that the query went to.
    /// </summary>
    internal void OnError(UpstreamSocket socket, SocketEndpoint destination, ReadOnlySpan<byte> quoted)
    {
        if (DnsHeader.TryParse(quoted, out DnsHeader header) is WireError.None && socket.TryFind(header.Id, out PendingQuery? query))
        {
            ref DnsAttempt attempt = ref FindAttempt(query, header.Id, socket, null);
            if (attempt.Upstream.Endpoint == destination)
            {
                attempt.Upstream.NoteFailure(_loop.Now);
                GiveUp(query, ref attempt, DnsAttemptState.Failed);
            }
        }
    }

    /// <summary>A connection has ended before the answer came. RFC 7766 §6.2.4: the query is asked again, once.</summary>
    internal void OnLost(UpstreamStream stream, PendingQuery query, ushort id, bool wasConnected)
    {
        ref DnsAttempt attempt = ref FindAttempt(query, id, null, stream);
        bool again = wasConnected && attempt.Sends == 1;
        if (!again)
        {
            attempt.Upstream.NoteFailure(_loop.Now);
        }

        GiveUp(query, ref attempt, again ? DnsAttemptState.Unasked : DnsAttemptState.Failed);
    }

    /// <summary>The attempt that a port or connection has filed under an id: it is there as long as the id is.</summary>
    private static ref DnsAttempt FindAttempt(PendingQuery query, ushort id, UpstreamSocket? socket, UpstreamStream? stream)
    {
        Span<DnsAttempt> attempts = query.Attempts;
        int i = 0;
        while (attempts[i].Id != id || attempts[i].Socket != socket || attempts[i].Stream != stream)
        {
            i++;
        }

        return ref attempts[i];
    }

    private bool TryReadReply(ReadOnlySpan<byte> message, out DnsHeader header)
    {
        bool ok = DnsHeader.TryParse(message, out header) is WireError.None && header.IsResponse;
        if (!ok)
        {
            Counters.Reject(DnsRejectReason.Malformed);
        }

        return ok;
    }

    private void Accept(PendingQuery query, ref DnsAttempt attempt, ReadOnlySpan<byte> message, in DnsHeader header)
    {
        Instant now = _loop.Now;
        switch (DnsReplyCheck.Judge(query.Message, message, header))
        {
            case DnsReplyVerdict.Stranger:
                Counters.Reject(DnsRejectReason.WrongQuestion);
                return;

            case DnsReplyVerdict.Refusal:
                NoteRefusal(now, attempt.Upstream, header.ResponseCode);
                query.KeepRefusal(message);
                GiveUp(query, ref attempt, DnsAttemptState.Failed);
                return;

            default:
                attempt.Upstream.NoteAnswer(attempt.Sends == 1 && query.Transport is DnsTransport.Udp ? now - attempt.Asked : null);
                if (!_replies.TryCopy(query, message))
                {
                    Counters.Unfit++;
                    GiveUp(query, ref attempt, DnsAttemptState.Failed);
                    return;
                }

                _paths.Release(ref attempt);
                attempt.State = DnsAttemptState.Failed;
                Complete(now, query, message);
                return;
        }
    }

    // A server that refuses us refuses everything, so it is as good as absent; the others have tried.
    private static void NoteRefusal(Instant now, Upstream upstream, DnsResponseCode code)
    {
        if (code is DnsResponseCode.Refused)
        {
            upstream.NoteFailure(now);
        }
        else
        {
            upstream.NoteAnswer(null);
        }
    }
}
