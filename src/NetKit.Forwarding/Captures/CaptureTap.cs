using System;
using System.Collections.Generic;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Loop;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Network.Switching;

namespace NetKit.Forwarding.Captures;

/// <summary>Where the captures of an endpoint get its frames from. Loop thread only.</summary>
/// <remarks>
/// A frame that comes in is copied and offered when it is known what became of it: the node's counters tell whether it was dropped,
/// and why. Times are those of the turn in which a frame was handled, on the host's clock; so a replay finds the same turns again.
/// </remarks>
internal sealed class CaptureTap(EventLoop loop, NetworkSettings settings, string interfaceName)
{
    private const int NanosecondsPerTick = 100;

    private readonly List<(CaptureSession Session, int Number)> _sessions = [];
    private readonly long[] _drops = new long[Enum.GetValues<DropReason>().Length];
    private readonly long _epochTicks = DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks - MonotonicClock.Now.Ticks;
    private byte[] _pending = [];
    private int _pendingLength;
    private FrameOffload _pendingOffload;
    private NodeCounters? _counters;
    private LinkCapabilities _link;
    private bool _isEnded;

    public bool IsOpen => _sessions.Count > 0;

    private long Nanoseconds => (_epochTicks + loop.Now.Ticks) * NanosecondsPerTick;

    /// <summary>Says what the node counts and what its link can do, before the first frame.</summary>
    public void Watch(NodeCounters counters, LinkCapabilities link)
    {
        _counters = counters;
        _link = link;
    }

    public void Add(CaptureSession session)
    {
        int number = session.Begin(settings.Name, $"netkit endpoint {settings.Name}, {interfaceName}", NetworkDescription.ToText(settings, _link));
        Listen(session, number);
    }

    /// <summary>Offers its frames too to a session of this endpoint that another loop of the network has begun.</summary>
    public void Join(CaptureSession session)
    {
        session.Join();
        Listen(session, 0);
    }

    public void Remove(CaptureSession session)
    {
        if (_sessions.RemoveAll(one => one.Session == session) > 0)
        {
            session.End(Nanoseconds);
        }
    }

    /// <summary>The endpoint is over, and so are its captures.</summary>
    public void End()
    {
        OnHandled();
        _isEnded = true;
        foreach ((CaptureSession session, _) in _sessions)
        {
            session.End(Nanoseconds);
        }

        _sessions.Clear();
    }

    public void OnReceived(in ReceivedFrame frame)
    {
        if (_pending.Length < frame.Octets.Length)
        {
            _pending = new byte[Math.Max(frame.Octets.Length, 4096)];
        }

        frame.Octets.CopyTo(_pending);
        _pendingLength = frame.Octets.Length;
        _pendingOffload = frame.Offload;
        for (int i = 0; i < _drops.Length; i++)
        {
            _drops[i] = _counters!.Drops((DropReason)i);
        }
    }

    /// <summary>The frame that came last has been dealt with.</summary>
    /// <param name="bySwitch">Why it did not even get to the node.</param>
    public void OnHandled(SwitchDropReason bySwitch = SwitchDropReason.None)
    {
        if (_pendingLength == 0)
        {
            return;
        }

        string? dropped = bySwitch is SwitchDropReason.None ? DroppedByNode() : CounterNames.Of(bySwitch);
        OutgoingFrame frame = new(_pending.AsSpan(0, _pendingLength), default, default, _pendingOffload);
        _pendingLength = 0;
        Offer(FrameDirection.In, frame, FrameComment.Of(FrameDirection.In, frame.Offload, dropped));
    }

    public void OnSent(in OutgoingFrame frame, SendOutcome outcome)
    {
        string comment = FrameComment.Of(FrameDirection.Out, frame.Offload, null);
        Offer(FrameDirection.Out, frame, outcome is SendOutcome.Sent ? comment : $"{comment}; not sent: {CounterNames.Of(outcome)}");
    }

    private void Listen(CaptureSession session, int number)
    {
        if (_isEnded)
        {
            session.End(Nanoseconds);
        }
        else
        {
            _sessions.Add((session, number));
        }
    }

    private string? DroppedByNode()
    {
        for (int i = _drops.Length - 1; i >= 0; i--)
        {
            if (_counters!.Drops((DropReason)i) > _drops[i])
            {
                return CounterNames.Of((DropReason)i);
            }
        }

        return null;
    }

    private void Offer(FrameDirection direction, in OutgoingFrame frame, string comment)
    {
        for (int i = _sessions.Count - 1; i >= 0; i--)
        {
            (CaptureSession session, int number) = _sessions[i];
            if (session.IsAbandoned)
            {
                _sessions.RemoveAt(i);
                continue;
            }

            session.Offer(number, Nanoseconds, direction, frame, comment);
        }
    }
}
