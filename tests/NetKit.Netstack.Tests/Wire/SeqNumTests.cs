using FsCheck.Fluent;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

public sealed class SeqNumTests
{
    private static readonly SeqNum BeforeWrap = new(0xFFFF_FFF0);

    [Test]
    public void Numbers_go_round()
    {
        SeqNum after = BeforeWrap + 0x20;
        Assert.That(after, Is.EqualTo(new SeqNum(0x10)));
        Assert.That(after - BeforeWrap, Is.EqualTo(0x20));
        Assert.That(BeforeWrap - after, Is.EqualTo(-0x20));
        Assert.That(after - 0x20, Is.EqualTo(BeforeWrap));
    }

    [Test]
    public void Order_is_that_of_the_shorter_way_round()
    {
        SeqNum after = BeforeWrap + 0x20;
        Assert.That(BeforeWrap < after && after > BeforeWrap && BeforeWrap <= after && after >= BeforeWrap);
        Assert.That(BeforeWrap > after || after < BeforeWrap, Is.False);
        Assert.That(SeqNum.Max(BeforeWrap, after), Is.EqualTo(after));
        Assert.That(SeqNum.Min(BeforeWrap, after), Is.EqualTo(BeforeWrap));
    }

    [TestCase(-1, false)]
    [TestCase(0, true)]
    [TestCase(0x1F, true)]
    [TestCase(0x20, false)]
    public void A_window_holds_its_first_octet_and_not_the_one_behind_it(int offset, bool inside) =>
        Assert.That((BeforeWrap + offset).IsIn(BeforeWrap, 0x20), Is.EqualTo(inside));

    [Test]
    public void Wherever_the_circle_begins_the_numbers_are_in_order() => Seeded.Check(
        from start in Arbitrary.DoubleWord
        from ahead in Gen.Choose(0, int.MaxValue)
        from further in Gen.Choose(0, int.MaxValue - ahead)
        select (Start: new SeqNum(start), ahead, further),
        static sample =>
        {
            SeqNum middle = sample.Start + sample.ahead;
            SeqNum end = middle + sample.further;
            return end - sample.Start == sample.ahead + sample.further
                && sample.Start <= middle && middle <= end && sample.Start <= end
                && (middle < end) == (sample.further > 0) && (end > sample.Start) == (sample.ahead + sample.further > 0)
                && SeqNum.Max(sample.Start, end) == end && SeqNum.Min(sample.Start, end) == sample.Start
                && end - sample.further == middle && middle - end == -sample.further
                && middle.IsIn(sample.Start, sample.ahead + sample.further) == (sample.further > 0);
        });

    [Test]
    public void An_empty_window_holds_nothing() => Assert.That(BeforeWrap.IsIn(BeforeWrap, 0), Is.False);
}
