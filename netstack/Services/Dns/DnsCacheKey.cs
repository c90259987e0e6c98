using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Services.Dns;

/// <summary>
/// What two queries must share, besides the name, to share an answer. The bits are in it because they change what a resolver says: RD
/// (a query without it may get a referral), AD and DO (RFC 6840 §5.7, RFC 4035 §3.2.1), CD (RFC 4035 §3.2.2).
/// </summary>
internal readonly record struct DnsCacheKey(int Hash, DnsType Type, DnsClass Class, DnsHeaderBits Bits, bool DnssecOk)
{
    private const DnsHeaderBits Relevant = DnsHeaderBits.RecursionDesired | DnsHeaderBits.AuthenticData | DnsHeaderBits.CheckingDisabled;

    public static DnsCacheKey Of(in DnsQueryView query, ulong seed) => new(
        DnsName.Hash(query.Question.Name, seed) * 31 + (int)query.Question.Type,
        query.Question.Type,
        query.Question.Class,
        query.Header.Flags & Relevant,
        query.HasOpt && query.Opt.DnssecOk);
}
