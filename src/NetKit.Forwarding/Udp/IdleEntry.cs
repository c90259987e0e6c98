using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Udp;

/// <summary>Something that ends when it has been idle for long enough; lives in at most one <see cref="IdleQueue{T}"/>.</summary>
internal abstract class IdleEntry<T>
    where T : IdleEntry<T>
{
    public Instant LastActive { get; internal set; }

    internal IdleQueue<T>? Queue { get; set; }

    internal T? Older { get; set; }

    internal T? Newer { get; set; }
}
