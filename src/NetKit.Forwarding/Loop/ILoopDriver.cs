using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Loop;

/// <summary>Something that works in turns, e.g. an endpoint with its stack and its flows.</summary>
public interface ILoopDriver
{
    /// <summary>
    /// Called once per wake-up, after all <see cref="IReadyHandler.OnReady"/> calls. Returns the next deadline: <see cref="Instant.Never"/>
    /// when there is none; <paramref name="now"/> or earlier when there is work left, so that the loop looks for events without waiting and
    /// comes back at once.
    /// </summary>
    Instant OnTurn(Instant now);
}
