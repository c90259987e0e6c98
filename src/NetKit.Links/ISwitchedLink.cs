using NetKit.Netstack.Link;

namespace NetKit.Links;

/// <summary>
/// A link as one of many behind a switch. There the kind of link is known at run time only; a link that has a node to itself is used through its
/// device struct instead, without indirect calls.
/// </summary>
public interface ISwitchedLink : ILinkPort, ILinkDevice
{
    /// <summary>So much waits in the link that it may not take all pieces of another super-frame. Always false for one that keeps nothing.</summary>
    bool IsNearlyFull => false;

    /// <summary>The descriptor has become writable: what waits in the link goes on its way. Nothing to do for one that keeps nothing.</summary>
    void OnWritable()
    {
    }
}
