using NetKit.Netstack.Time;

namespace NetKit.Links;

/// <summary>A port whose frames wait for times of their own, e.g. behind a bad link.</summary>
public interface IPacedPort : ILinkPort
{
    /// <summary>When to call <see cref="Advance"/> at the latest.</summary>
    Instant Deadline { get; }

    /// <summary>To be called at the beginning of every turn, before the device is used. Answers <see cref="Deadline"/>.</summary>
    Instant Advance(Instant now);
}
