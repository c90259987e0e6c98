using NetKit.Interop;

namespace NetKit.Forwarding.Udp;

/// <summary>How an immediate send ended.</summary>
/// <param name="Error">None when the datagram has gone.</param>
/// <param name="Mtu">With <see cref="Errno.MessageTooLong"/>: the path's MTU, 0 when unknown.</param>
internal readonly record struct SendAttempt(Errno Error, uint Mtu)
{
    public bool IsOk => Error == Errno.None;
}
