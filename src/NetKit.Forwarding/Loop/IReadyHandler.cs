using NetKit.Interop;

namespace NetKit.Forwarding.Loop;

/// <summary>Owns a descriptor that an <see cref="EventLoop"/> watches.</summary>
public interface IReadyHandler
{
    /// <summary>Called on the loop's thread. Reads or writes until <see cref="Errno.Again"/>, or remembers that there is more.</summary>
    void OnReady(Readiness readiness);
}
