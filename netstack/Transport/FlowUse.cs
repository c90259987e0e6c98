namespace NetKit.Netstack.Transport;

/// <summary>What a flow has carried in the running period of a <see cref="LinkUse"/>: kept by the flow, written by that alone.</summary>
internal struct FlowUse
{
    internal int Period;
    internal int Octets;
    internal bool HasReceived;
    internal bool HasSent;
}
