using System.Collections.Generic;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>A fixture of scripts: each is brought to its end, which also checks that no memory is left.</summary>
public abstract class ScriptFixture
{
    private readonly List<Script> _scripts = [];

    [TearDown]
    public void EndScripts()
    {
        Script[] scripts = TestContext.CurrentContext.Result.Outcome.Status is TestStatus.Failed ? [] : [.. _scripts];
        _scripts.Clear();
        foreach (Script script in scripts)
        {
            script.End();
        }
    }

    protected Script NewScript(TcpSettings? settings = null, long budget = 64 << 20, ulong seed = 9293)
    {
        Script script = new(settings, budget, seed);
        _scripts.Add(script);
        return script;
    }

    /// <summary>The peer has opened a connection, at time zero.</summary>
    protected Script Established(Opening? opening = null, TcpSettings? settings = null, int window = ushort.MaxValue) =>
        Opened(NewScript(settings), opening ?? Opening.Plain, window);

    /// <summary>We have opened a connection, at time zero.</summary>
    protected Script Connected(Opening? opening = null, TcpSettings? settings = null)
    {
        Opening peer = opening ?? Opening.Plain;
        Script script = NewScript(settings);
        ushort size = (ushort)script.Layer.Settings.MaximumSegmentSize;
        return script.Connect()
            .Expect(Segments.OurSyn with { Mss = size })
            .Peer(SynOf(peer) with { Flags = TcpFlags.Syn | TcpFlags.Ack, Ack = 1 })
            .Expect(Segments.Ack)
            .StateIs(TcpState.Established)
            .Heard("opened");
    }

    /// <summary>
    /// A connection of a peer that has come as far as this state; where both stand, <see cref="OursIn"/> and <see cref="TheirsIn"/> say.
    /// </summary>
    protected Script InState(TcpState state)
    {
        Script script = state is TcpState.SynReceived ? NewScript().Peer(Segments.Syn).Expect(Segments.SynAck) : Established();
        Segment lastAck = Segments.Ack with { Seq = 2, Ack = 2 };
        _ = state switch
        {
            TcpState.FinWait1 => script.Close().Expect(Segments.Fin),
            TcpState.FinWait2 => script.Close().Expect(Segments.Fin).Peer(Segments.AckOf(2)).Quiet(),
            TcpState.CloseWait => script.Peer(Segments.Fin).Expect(Segments.AckOf(2)),
            TcpState.Closing => script.Close().Expect(Segments.Fin).Peer(Segments.Fin).Expect(lastAck),
            TcpState.LastAck => script.Peer(Segments.Fin).Expect(Segments.AckOf(2)).Close().Expect(Segments.Fin with { Ack = 2 }),
            TcpState.TimeWait => script.Close().Expect(Segments.Fin).Peer(Segments.Fin with { Ack = 2 }).Expect(lastAck),
            _ => script,
        };
        return script.StateIs(state).Forget();
    }

    /// <summary>SND.NXT in <see cref="InState"/>.</summary>
    protected static long OursIn(TcpState state) =>
        state is TcpState.FinWait1 or TcpState.FinWait2 or TcpState.Closing or TcpState.LastAck or TcpState.TimeWait ? 2 : 1;

    /// <summary>RCV.NXT in <see cref="InState"/>.</summary>
    protected static long TheirsIn(TcpState state) =>
        state is TcpState.CloseWait or TcpState.Closing or TcpState.LastAck or TcpState.TimeWait ? 2 : 1;

    protected static Script Opened(Script script, Opening peer, int window = ushort.MaxValue) =>
        script.Peer(SynOf(peer))
            .Expect(AnswerTo(peer) with { Mss = (ushort)script.Layer.Settings.MaximumSegmentSize })
            .Peer(Segments.Ack with { Window = window })
            .Quiet()
            .StateIs(TcpState.Established)
            .Heard("request", "opened");

    /// <summary>The SYN of a peer.</summary>
    protected static Segment SynOf(Opening peer) => Segments.Syn with
    {
        Mss = peer.Mss,
        Scale = peer.Scale,
        SackPermitted = peer.Sack,
        Stamp = peer.Stamps ? (5_000, 0) : null,
    };

    /// <summary>Our answer to it.</summary>
    protected static Segment AnswerTo(Opening peer) => Segments.SynAck with
    {
        Scale = (sbyte)(peer.Scale >= 0 ? Script.OurScale : -1),
        SackPermitted = peer.Sack,
        Stamp = peer.Stamps ? (0, 5_000) : null,
    };
}
