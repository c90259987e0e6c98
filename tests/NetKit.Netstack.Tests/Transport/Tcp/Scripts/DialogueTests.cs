using System;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.8.6.3: acknowledgements that wait for an answer to carry them.</summary>
public sealed class DialogueTests : ScriptFixture
{
    [Test]
    public void After_three_quick_answers_a_question_waits_for_its_answer() =>
        Talked()
            .At(10).Peer(Data(31, 10) with { Ack = 16 }).Quiet()
            .At(11).Write(5).Expect(Data(16, 5) with { Ack = 41 }).Quiet();

    [Test]
    public void A_question_without_an_answer_is_acknowledged_after_two_milliseconds() =>
        Talked()
            .At(10).Peer(Data(31, 10) with { Ack = 16 }).Quiet()
            .At(12).Expect(AckOf(41) with { Seq = 16 }).Quiet();

    [Test]
    public void One_wait_in_vain_and_the_next_question_is_acknowledged_at_once() =>
        Talked()
            .At(10).Peer(Data(31, 10) with { Ack = 16 }).Quiet()
            .At(12).Expect(AckOf(41) with { Seq = 16 })
            .At(20).Peer(Data(41, 10) with { Ack = 16 }).Expect(AckOf(51) with { Seq = 16 }).Quiet();

    [Test]
    public void A_second_segment_does_not_wait_too() =>
        Talked()
            .At(10).Peer(Data(31, 10) with { Ack = 16 }).Quiet()
            .At(11).Peer(Data(41, 10) with { Ack = 16 }).Expect(AckOf(51) with { Seq = 16 }).Quiet();

    [Test]
    public void The_first_question_may_wait_a_moment_where_answers_are_quick() =>
        Established(settings: QuickAnswers)
            .At(1).Peer(Data(1, 10)).Quiet()
            .At(1.05).Write(5).Expect(Data(1, 5) with { Ack = 11 }).Quiet();

    [Test]
    public void Without_an_answer_the_first_question_is_acknowledged_after_that_moment_and_the_next_at_once() =>
        Established(settings: QuickAnswers)
            .At(1).Peer(Data(1, 10)).Quiet()
            .At(1.1).Expect(AckOf(11)).Quiet()
            .At(2).Peer(Data(11, 10)).Expect(AckOf(21)).Quiet();

    [Test]
    public void A_first_question_in_two_segments_is_acknowledged_with_the_second() =>
        Established(settings: QuickAnswers)
            .At(1).Peer(Data(1, 10)).Quiet()
            .At(1.02).Peer(Data(11, 10)).Expect(AckOf(21)).Quiet();

    [Test]
    public void A_full_segment_is_acknowledged_at_once_even_if_it_is_the_first() =>
        Established(settings: QuickAnswers).At(1).Peer(Data(1, Full)).Expect(AckOf(1 + Full)).Quiet();

    [Test]
    public void The_end_of_the_stream_may_be_acknowledged_with_ours() =>
        Established(settings: QuickAnswers)
            .At(1).Peer(Fin).Quiet()
            .At(1.05).Close().Expect(Fin with { Ack = 2 }).Quiet()
            .At(2).Peer(AckOf(2) with { Seq = 2, Ack = 2 }).Quiet();

    [Test]
    public void The_end_of_the_stream_is_acknowledged_alone_when_ours_does_not_follow() =>
        Established(settings: QuickAnswers)
            .At(1).Peer(Fin).Quiet()
            .At(1.1).Expect(AckOf(2)).Quiet();

    private static TcpSettings QuickAnswers => Script.Settings with { FirstAckDelay = TimeSpan.FromMilliseconds(0.1) };

    // Three questions of ten octets, each answered with five at once.
    private Script Talked() =>
        Established()
            .At(1).Peer(Data(1, 10)).Expect(AckOf(11)).Write(5).Expect(Data(1, 5) with { Ack = 11 })
            .At(2).Peer(Data(11, 10) with { Ack = 6 }).Expect(AckOf(21) with { Seq = 6 }).Write(5).Expect(Data(6, 5) with { Ack = 21 })
            .At(3).Peer(Data(21, 10) with { Ack = 11 }).Expect(AckOf(31) with { Seq = 11 }).Write(5).Expect(Data(11, 5) with { Ack = 31 })
            .At(4).Peer(AckOf(16) with { Seq = 31, Ack = 16 }).Quiet();
}
