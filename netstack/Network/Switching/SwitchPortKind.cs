namespace NetKit.Netstack.Network.Switching;

/// <summary>What is behind a port of a switch, and so what is believed of it.</summary>
public enum SwitchPortKind : byte
{
    /// <summary>One container or machine with the addresses that the port was made with, and no others.</summary>
    Endpoint,

    /// <summary>The host itself. It has the gateway's link and IP address, as the node has: the two are one station to everybody else.</summary>
    Host,

    /// <summary>A link with stations that nobody has named: they are learned.</summary>
    Open,
}
