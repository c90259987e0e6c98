using System;
using System.Collections.Generic;
using NetKit.Interop;

namespace NetKit.Forwarding.Tcp;

/// <summary>
/// What flows have taken of the link's frames and not passed on yet, so that frames that come together leave with one call: whoever reads them at the
/// other end is woken once instead of for each. Bounded by a few flows, since a link keeps a few frames only.
/// </summary>
internal sealed class HeldOctets
{
    private const int MaximumFlows = 8;

    // Less is sent at once: it may be a question, and the next frame may be late.
    private const int LeastHeld = 8 << 10;

    private readonly Stack<GatheredOctets> _free = new(MaximumFlows);
    private readonly List<SocketFlow> _flows = new(MaximumFlows);

    public HeldOctets()
    {
        for (int i = 0; i < MaximumFlows; i++)
        {
            _free.Push(new GatheredOctets());
        }
    }

    /// <summary>A place to hold octets of a flow that begin like these; null: they are sent at once.</summary>
    public GatheredOctets? TryBegin(SocketFlow flow, ReadOnlySpan<byte> octets)
    {
        if (octets.Length < LeastHeld || _flows.Count == MaximumFlows || !_free.TryPop(out GatheredOctets? held))
        {
            return null;
        }

        _flows.Add(flow);
        return held;
    }

    /// <summary>Nothing is held there any more.</summary>
    public void End(GatheredOctets held)
    {
        held.Clear();
        _free.Push(held);
    }

    /// <summary>Has all flows send what they hold.</summary>
    public void SendAll()
    {
        for (int i = 0; i < _flows.Count; i++)
        {
            _flows[i].SendHeld();
        }

        _flows.Clear();
    }
}
