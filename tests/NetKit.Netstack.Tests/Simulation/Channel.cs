using NetKit.Netstack.Link;
using NetKit.Netstack.Tests.Network;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>One direction of a cable: the path of an impaired link, or one that does nothing to frames.</summary>
internal sealed class Channel(ImpairmentOptions? impairment, ulong seed)
{
    private readonly ImpairedPath? _path = impairment is null ? null : new ImpairedPath(impairment, seed);

    public long Lost => _path is null ? 0 : _path.Counters.Lost + _path.Counters.Overflowed;

    /// <summary>When the next frame comes out.</summary>
    public Instant NextArrival => _path?.Deadline ?? Instant.Never;

    /// <summary>Takes what was sent, and hands over what has come. True: something was handed over.</summary>
    public bool Carry(Instant now, FrameQueue from, FrameQueue to)
    {
        int before = to.Count;
        while (_path is null && from.Count > 0 && !to.IsFull)
        {
            ReceivedFrame frame = from.Take();
            to.Add(frame.Octets, frame.Offload);
        }

        while (_path is not null && from.Count > 0)
        {
            _path.Offer(now, from.Take().Octets, default, default);
        }

        while (_path is not null && !to.IsFull && _path.TryPeek(now, out HeldFrame frame))
        {
            to.Add(frame.Octets, FrameOffload.Complete);
            _path.Take();
            _path.Recycle(frame);
        }

        return to.Count > before;
    }
}
