using System.Collections.Generic;
using NetKit.Netstack.Link;

namespace NetKit.Fuzz.Nodes;

/// <summary>A cable that ends in lists.</summary>
internal sealed class FuzzLink(LinkCapabilities capabilities)
{
    public LinkCapabilities Capabilities { get; } = capabilities;

    public Queue<(byte[] Octets, FrameOffload Offload)> ToNode { get; } = new();

    /// <summary>What the node sent, oldest first.</summary>
    public Queue<(byte[] Octets, FrameOffload Offload)> FromNode { get; } = new();

    public bool IsFull { get; set; }
}
