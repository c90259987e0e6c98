using NetKit.Interop;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Tcp;

/// <summary>What a <see cref="TcpForwarder"/> needs of the node beside its connections.</summary>
internal interface ITcpOutlet
{
    /// <summary>Ends a connection request with an ICMP error instead of a RST.</summary>
    void RefuseUnreachable(TcpConnection connection, Icmpv4UnreachableCode code);

    /// <summary>The container has been heard from at this address.</summary>
    bool IsKnown(IpAddress container);

    /// <summary>A connection was refused because the unix socket that it leads to cannot be connected to.</summary>
    void NoteNoSocket(string path, Errno error);
}
