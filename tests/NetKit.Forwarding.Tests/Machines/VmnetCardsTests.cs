using System;
using NetKit.Forwarding.Machines;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Machines;

/// <summary>Who gets which card.</summary>
public sealed class VmnetCardsTests
{
    [Test]
    public void Each_gets_its_own_and_the_same_again()
    {
        VmnetCards cards = new();
        Guid one = Guid.NewGuid();
        Guid two = Guid.NewGuid();
        Assert.That(cards.Of(one).ToString(), Is.EqualTo("02:50:00:00:00:01"));
        Assert.That(cards.Of(two).ToString(), Is.EqualTo("02:50:00:00:00:02"));
        Assert.That(cards.Of(one).ToString(), Is.EqualTo("02:50:00:00:00:01"));
    }

    [Test]
    public void Who_does_not_say_who_it_is_is_somebody_else()
    {
        VmnetCards cards = new();
        MacAddress once = cards.Of(null);
        Assert.That(cards.Of(null), Is.Not.EqualTo(once));
    }

    [Test]
    public void The_first_of_very_many_is_forgotten()
    {
        VmnetCards cards = new();
        Guid first = Guid.NewGuid();
        Guid second = Guid.NewGuid();
        MacAddress mac = cards.Of(first);
        MacAddress other = cards.Of(second);
        for (int i = 0; i < 1023; i++)
        {
            _ = cards.Of(Guid.NewGuid());
        }

        Assert.That(cards.Of(second), Is.EqualTo(other));
        Assert.That(cards.Of(first), Is.Not.EqualTo(mac));
    }
}
