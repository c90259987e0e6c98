using NetKit.Forwarding.Udp;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Udp;

public sealed class FlowActivityTests
{
    [TestCase(1, 0, 5_000, false)]
    [TestCase(9, 0, 5_000, false)]
    [TestCase(1, 1, 5_000, true)]
    [TestCase(1, 1, 53, false)]
    [TestCase(1, 2, 53, false)]
    [TestCase(2, 1, 53, true)]
    [TestCase(2, 1, 443, true)]
    public void A_stream_flows_both_ways_and_is_not_just_one_question_to_a_well_known_port(
        int asked, int answered, int port, bool expected)
    {
        FlowActivity activity = default;
        activity.Ask(asked);
        activity.Answer(answered);
        Assert.That(activity.IsStream((ushort)port), Is.EqualTo(expected));
    }
}
