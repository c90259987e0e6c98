using System;
using System.Collections.Generic;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp;

/// <summary>RFC 9293 figure 5, written down a second time: every arrow, and that there are no others.</summary>
public sealed class TcpTransitionsTests
{
    // From, control, ours is acknowledged (+) or not (-) or it does not matter (*), to.
    private const string Figure = """
        SynSent     Syn  +  Established
        SynSent     Syn  -  SynReceived
        SynReceived None +  Established
        SynReceived Fin  +  CloseWait
        Established Fin  *  CloseWait
        FinWait1    None +  FinWait2
        FinWait1    Fin  +  TimeWait
        FinWait1    Fin  -  Closing
        FinWait2    Fin  *  TimeWait
        Closing     None +  TimeWait
        Closing     Syn  +  TimeWait
        Closing     Fin  +  TimeWait
        LastAck     None +  Closed
        LastAck     Syn  +  Closed
        LastAck     Fin  +  Closed
        """;

    private static readonly Dictionary<(TcpState, TcpControl, bool), TcpState> Arrows = ReadFigure();

    [Test]
    public void Every_arrow_of_the_figure_is_there_and_no_other(
        [Values] TcpState state, [Values] TcpControl control, [Values] bool acknowledged)
    {
        TcpState expected = control is TcpControl.Reset
            ? TcpState.Closed
            : Arrows.GetValueOrDefault((state, control, acknowledged), state);
        Assert.That(TcpTransitions.Next(state, control, acknowledged), Is.EqualTo(expected));
    }

    [TestCase(TcpState.Closed, TcpState.Closed)]
    [TestCase(TcpState.SynSent, TcpState.SynSent)]
    [TestCase(TcpState.SynReceived, TcpState.FinWait1)]
    [TestCase(TcpState.Established, TcpState.FinWait1)]
    [TestCase(TcpState.FinWait1, TcpState.FinWait1)]
    [TestCase(TcpState.FinWait2, TcpState.FinWait2)]
    [TestCase(TcpState.CloseWait, TcpState.LastAck)]
    [TestCase(TcpState.Closing, TcpState.Closing)]
    [TestCase(TcpState.LastAck, TcpState.LastAck)]
    [TestCase(TcpState.TimeWait, TcpState.TimeWait)]
    public void Closing_queues_a_fin_once(TcpState from, TcpState to) => Assert.That(TcpTransitions.OnClose(from), Is.EqualTo(to));

    private static Dictionary<(TcpState, TcpControl, bool), TcpState> ReadFigure()
    {
        Dictionary<(TcpState, TcpControl, bool), TcpState> arrows = [];
        foreach (string line in Figure.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            TcpState from = Enum.Parse<TcpState>(words[0]);
            TcpControl control = Enum.Parse<TcpControl>(words[1]);
            foreach (bool acknowledged in words[2] == "*" ? (bool[])[false, true] : [words[2] == "+"])
            {
                arrows.Add((from, control, acknowledged), Enum.Parse<TcpState>(words[3]));
            }
        }

        return arrows;
    }
}
