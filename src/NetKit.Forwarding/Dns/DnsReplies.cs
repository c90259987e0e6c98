using System;
using System.Runtime.Versioning;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Forwarding.Dns;

/// <summary>Where the message that clients get is made: one at a time, in one buffer.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DnsReplies
{
    private readonly byte[] _message = new byte[DnsStreamFramer.MaximumMessage];
    private int _length;

    /// <summary>Something is missing in the message that <see cref="Deliver"/> will send.</summary>
    public bool IsTruncated =>
        DnsHeader.TryParse(_message.AsSpan(0, _length), out DnsHeader header) is WireError.None && header.IsTruncated;

    /// <summary>
    /// Takes an upstream server's message and cuts it to what the clients take. False when there is none, or it cannot be cut.
    /// </summary>
    public bool TryCopy(PendingQuery query, ReadOnlySpan<byte> message)
    {
        message.CopyTo(_message);
        _length = message.Length;
        if (query.Transport is DnsTransport.Udp && _length > DnsQueryView.MinimumPayload
            && DnsQueryView.TryCreate(query.Message, out DnsQueryView view) is WireError.None)
        {
            _length = DnsReplyCutter.Cut(_message.AsSpan(0, _length), DnsFront.LimitOf(view, DnsTransport.Udp));
        }

        return _length > 0;
    }

    /// <summary>Says "server failure".</summary>
    public void WriteFailure(scoped in DnsQueryView query, DnsTransport transport)
    {
        DnsReplyWriter writer = new(_message, query, DnsFront.LimitOf(query, transport), DnsHeaderBits.None);
        _length = writer.Finish(DnsResponseCode.ServerFailure);
    }

    /// <summary>Everybody gets the same message but for the id.</summary>
    public void Deliver(ReadOnlySpan<DnsWaiter> waiters)
    {
        Span<byte> message = _message.AsSpan(0, _length);
        foreach (ref readonly DnsWaiter waiter in waiters)
        {
            DnsHeader.WriteId(message, waiter.Id);
            waiter.Client.OnReply(waiter.Token, message);
        }
    }
}
