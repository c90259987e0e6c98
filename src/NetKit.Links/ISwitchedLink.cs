using NetKit.Netstack.Link;

namespace NetKit.Links;

/// <summary>
/// A link as one of many behind a switch. There the kind of link is known at run time only; a link that has a node to itself is used through its
/// device struct instead, without indirect calls.
/// </summary>
public interface ISwitchedLink : ILinkPort, ILinkDevice;
