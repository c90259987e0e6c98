using System;
using NetKit.Forwarding.Loop;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Loop;

public sealed class BusyWaitTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMicroseconds(40);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(3);

    [Test]
    public void Nobody_looks_before_sleeps_were_short() => Assert.That(default(BusyWait).IsWorthwhile, Is.False);

    [Test]
    public void Short_sleeps_in_a_row_make_looking_worthwhile() => Assert.That(After(Short, Short, Short, Short).IsWorthwhile, OnSeveral(true));

    [Test]
    public void Long_sleeps_between_them_do_not() => Assert.That(After(Short, Long, Short, Long, Short, Long, Short).IsWorthwhile, Is.False);

    [Test]
    public void Looking_in_vain_costs_the_right_to_look()
    {
        BusyWait wait = After(Short, Short, Short, Short);
        wait.NoteVain();
        Assert.That(wait.IsWorthwhile, Is.False);
    }

    [Test]
    public void Who_found_much_may_miss_now_and_then()
    {
        BusyWait wait = After(Short, Short, Short, Short);
        for (int i = 0; i < 20; i++)
        {
            wait.NoteFound();
        }

        wait.NoteVain();
        Assert.That(wait.IsWorthwhile, OnSeveral(true));
        wait.NoteVain();
        wait.NoteVain();
        wait.NoteVain();
        Assert.That(wait.IsWorthwhile, Is.False);
    }

    private static BusyWait After(params TimeSpan[] sleeps)
    {
        BusyWait wait = default;
        foreach (TimeSpan sleep in sleeps)
        {
            wait.NoteSlept(sleep);
        }

        return wait;
    }

    // With one processor nobody ever looks.
    private static NUnit.Framework.Constraints.EqualConstraint OnSeveral(bool expected) =>
        Is.EqualTo(expected && Environment.ProcessorCount > 1);
}
