using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>Explicit congestion notification (RFC 3168 §6.1).</summary>
public sealed partial class TcpConnection
{
    private const TcpFlags EcnSetup = TcpFlags.EceEcho | TcpFlags.CongestionWindowReduced;

    private bool _hasEcn;
    private bool _echoesCongestion;
    private bool _reductionOwed;
    private long _reducedUntil;

    // §6.1.1: a SYN asks with both flags, its answer agrees with one of them. A SYN that had to go again asks no more (§6.1.1.1).
    private TcpFlags EcnOfSyn(bool isAnswer) => isAnswer
        ? _hasEcn ? TcpFlags.EceEcho : TcpFlags.None
        : _settings.Ecn == EcnUse.Always && _synsSent == 0 ? EcnSetup : TcpFlags.None;

    private void NegotiateEcn(in TcpHeader syn, bool isAnswer)
    {
        TcpFlags expected = isAnswer ? TcpFlags.EceEcho : EcnSetup;
        _hasEcn = _settings.Ecn >= (isAnswer ? EcnUse.Always : EcnUse.WhenAsked) && (syn.Flags & EcnSetup) == expected;
    }

    // §6.1.3: what a router has marked is said in every acknowledgement until the peer says that it has slowed down.
    private void NoteMark(in TcpHeader header, int payloadLength, bool isMarked)
    {
        if (!_hasEcn)
        {
            return;
        }

        if ((header.Flags & TcpFlags.CongestionWindowReduced) != 0)
        {
            _echoesCongestion = false;
        }

        if (isMarked && payloadLength > 0)
        {
            Counters.CongestionMarks++;
            _echoesCongestion = true;
        }
    }

    // §6.1.2: as to a loss, and once for each window. In a recovery it has been done already.
    private void NoteEcho(Instant now, in TcpHeader header)
    {
        if (!_hasEcn || (header.Flags & TcpFlags.EceEcho) == 0 || _send.Unacknowledged < _reducedUntil)
        {
            return;
        }

        if (!_loss.IsRecovering)
        {
            Counters.CongestionEchoes++;
            _congestion.OnLoss(now, Math.Max(FlightSize, _segmentSize));
        }

        OweReduction();
    }

    private void OweReduction()
    {
        _reductionOwed = _hasEcn;
        _reducedUntil = Math.Max(_send.Next, _send.Unacknowledged + 1);
    }
}
