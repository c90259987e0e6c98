using System;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>How much may be under way. All sizes are octets; the connection reports what happened, the control only counts.</summary>
public interface ICongestionControl
{
    /// <summary>The congestion window.</summary>
    int Window { get; }

    /// <summary>New data was acknowledged outside of recovery while the window was what limited sending.</summary>
    void OnAcknowledged(Instant now, int octets, TimeSpan roundTrip);

    /// <summary>A loss was found by duplicate acknowledgements, or the network said that it is congested; called once per window.</summary>
    void OnLoss(Instant now, int inFlight);

    /// <summary>
    /// The retransmission timer went off; <paramref name="isRepeated"/>: again, before everything was acknowledged that was under way
    /// the first time.
    /// </summary>
    void OnTimeout(Instant now, int inFlight, bool isRepeated);

    /// <summary>Recovery is over.</summary>
    void OnRecovered(Instant now);

    /// <summary>The last loss or time-out was none: what was believed lost had only been late (RFC 4015 §3.2).</summary>
    void Undo();

    /// <summary>Nothing was under way for so long that the window says nothing about the network any more (RFC 5681 §4.1).</summary>
    void OnIdle();

    /// <summary>Segments have another size from now on; the window keeps its octets.</summary>
    void OnSegmentSize(int maximumSegmentSize);
}
