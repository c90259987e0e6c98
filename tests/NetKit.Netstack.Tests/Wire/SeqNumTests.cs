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
    public void An_empty_window_holds_nothing() => Assert.That(BeforeWrap.IsIn(BeforeWrap, 0), Is.False);
}
