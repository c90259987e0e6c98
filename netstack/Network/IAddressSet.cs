using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>The addresses that a node answers for. Implemented by structs, so that the question costs no indirect call.</summary>
public interface IAddressSet
{
    bool Contains(IpAddress address);
}
