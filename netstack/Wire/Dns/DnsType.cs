namespace NetKit.Netstack.Wire.Dns;

/// <summary>
/// Record and query types that NetKit itself has to know (IANA "DNS Parameters"). Every other number is carried as it is.
/// </summary>
public enum DnsType : ushort
{
    None = 0,
    A = 1,
    Ns = 2,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Mx = 15,
    Txt = 16,
    Sig = 24,
    Aaaa = 28,
    Srv = 33,
    Opt = 41,
    Tsig = 250,
    Ixfr = 251,
    Axfr = 252,
    Any = 255,
}
