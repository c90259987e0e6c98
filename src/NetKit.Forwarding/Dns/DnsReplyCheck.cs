using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// Compares an upstream server's message with what it was asked (RFC 5452 §9.1); id and source have been compared already.
/// </summary>
internal static class DnsReplyCheck
{
    public static DnsReplyVerdict Judge(ReadOnlySpan<byte> query, ReadOnlySpan<byte> reply, in DnsHeader header)
    {
        bool refuses = IsRefusal(header.ResponseCode);
        if (header.Questions == 0)
        {
            // Some servers leave the question out of a refusal; an answer without one answers nothing.
            return refuses ? DnsReplyVerdict.Refusal : DnsReplyVerdict.Stranger;
        }

        if (header.Questions != 1 || header.Opcode is not DnsOpcode.Query
            || DnsQuestion.TryParse(query, out DnsQuestion asked) is not WireError.None
            || DnsQuestion.TryParse(reply, out DnsQuestion answered) is not WireError.None
            || !answered.Asks(asked))
        {
            return DnsReplyVerdict.Stranger;
        }

        return refuses ? DnsReplyVerdict.Refusal : DnsReplyVerdict.Answer;
    }

    private static bool IsRefusal(DnsResponseCode code) =>
        code is DnsResponseCode.ServerFailure or DnsResponseCode.Refused or DnsResponseCode.NotImplemented or DnsResponseCode.FormatError;
}
