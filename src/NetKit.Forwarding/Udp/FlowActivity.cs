namespace NetKit.Forwarding.Udp;

/// <summary>
/// What has flowed between the one who began and the one who answers. Decides which timeout holds.
/// </summary>
internal struct FlowActivity
{
    // RFC 4787 REQ-5(a): below this port a mapping may end earlier than after two minutes.
    private const int FirstOrdinaryPort = 1_024;

    /// <summary>Datagrams of the one who began.</summary>
    public long Asked { get; private set; }

    /// <summary>Datagrams of the other side.</summary>
    public long Answered { get; private set; }

    /// <summary>
    /// Traffic has flowed both ways. A single question to a well-known port (DNS, NTP) is over with its answer: keeping it
    /// four times as long would fill the table with sockets that nobody reads.
    /// </summary>
    public readonly bool IsStream(ushort servicePort) => Answered > 0 && (Asked > 1 || servicePort >= FirstOrdinaryPort);

    public void Ask(int datagrams) => Asked += datagrams;

    public void Answer(int datagrams) => Answered += datagrams;
}
