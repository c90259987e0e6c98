using System;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>Timers that go off.</summary>
public sealed partial class TcpConnection
{
    private int _timeouts;
    private Instant _progressAt;
    private int _persistBackOff;
    private int _keepAlivesSent;
    private bool _probeOwed;
    private bool _sendsSilly;

    /// <summary>Does what is due; <see cref="TcpArrival.Closed"/> when that ended the connection and its owner does not know.</summary>
    internal TcpArrival OnExpired(Instant now)
    {
        if (_timers.IsDue(TcpTimer.TimeWait, now))
        {
            _layer.Remove(this, TcpCloseReason.Finished);
            return TcpArrival.None;
        }

        if (_timers.IsDue(TcpTimer.TailProbe, now))
        {
            OweTailProbe(now);
        }

        if (_timers.IsDue(TcpTimer.Retransmit, now) && !TryRetransmit(now))
        {
            return Finish(TcpCloseReason.TimedOut);
        }

        if (_timers.IsDue(TcpTimer.Persist, now))
        {
            _timers.Disarm(TcpTimer.Persist);
            _persistBackOff++;
            Counters.WindowProbes++;

            // RFC 9293 §3.8.6.2.1: a window too small to be worth a segment is used all the same after a while.
            _sendsSilly = _peerEdge > _send.Next;
            _probeOwed = !_sendsSilly;
            _layer.Schedule(this);
        }

        if (_timers.IsDue(TcpTimer.DelayedAck, now))
        {
            _timers.Disarm(TcpTimer.DelayedAck);
            _dialogue.Disappoint();
            OweAck();
        }

        return _timers.IsDue(TcpTimer.KeepAlive, now) && !TryKeepAlive(now) ? Finish(TcpCloseReason.TimedOut) : TcpArrival.None;
    }

    // RFC 6298 §5.4-5.6. False: the peer has been silent for too long.
    private bool TryRetransmit(Instant now)
    {
        _timers.Disarm(TcpTimer.Retransmit);

        // RFC 9293 §3.8.6.1: a peer that shut its window on what is under way may hold us off for as long as it answers. Whether it
        // does is for the keep-alive timer to find out.
        bool isHeldOff = _synAcknowledged && _peerEdge <= _send.Unacknowledged;
        if (isHeldOff)
        {
            _progressAt = now;
        }
        else if (_synAcknowledged ? now >= _progressAt + _settings.UserTimeout : ++_timeouts > _settings.MaximumSynTimeouts)
        {
            return false;
        }

        Counters.RetransmissionTimeouts++;
        _rtt.BackOff();
        _timedAt = null;
        if (_synAcknowledged)
        {
            _congestion.OnTimeout(now, FlightSize, _loss.IsAfterTimeout);
            _loss.OnTimeout(_send.Unacknowledged, _send.Next);
            BeginRecovery();
        }
        else
        {
            _synOwed = true;
        }

        _layer.Schedule(this);
        return true;
    }

    // RFC 6298 §5.1. The user time-out is no time-out later than that.
    private void ArmRetransmit(Instant now) =>
        _timers.Arm(TcpTimer.Retransmit, Instant.Min(now + _rtt.Timeout, _progressAt + _settings.UserTimeout));

    private bool TryKeepAlive(Instant now)
    {
        Instant due = LastHeard + _settings.KeepAliveIdle;
        if (due > now)
        {
            _timers.Arm(TcpTimer.KeepAlive, due);
            return true;
        }

        if (_keepAlivesSent == _settings.KeepAliveProbes)
        {
            return false;
        }

        _keepAlivesSent++;
        Counters.KeepAlives++;
        _timers.Arm(TcpTimer.KeepAlive, now + _settings.KeepAliveInterval);
        OweProbe();
        return true;
    }

    private void OweProbe()
    {
        _probeOwed = true;
        _layer.Schedule(this);
    }

    // RFC 9293 §3.8.6.1: as long as the window is closed and there is something to send, at growing intervals.
    private void ArmPersist(Instant now)
    {
        if (!_timers.IsArmed(TcpTimer.Persist))
        {
            TimeSpan wait = _rtt.Timeout * (1 << Math.Min(_persistBackOff, 8));
            _timers.Arm(TcpTimer.Persist, now + (wait < RttEstimator.MaximumTimeout ? wait : RttEstimator.MaximumTimeout));
        }
    }
}
