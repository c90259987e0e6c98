namespace NetKit.Forwarding.Endpoints;

/// <summary>What a published port speaks.</summary>
public enum ForwardProtocol : byte
{
    Tcp,
    Udp,
}
