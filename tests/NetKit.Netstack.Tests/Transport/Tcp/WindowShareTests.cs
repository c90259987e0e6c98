using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp;

public sealed class WindowShareTests
{
    private const int Total = 1000;
    private const int Least = 300;

    private readonly int[] _last = new int[8];
    private WindowShare _share = null!;

    [SetUp]
    public void SetUp()
    {
        Array.Clear(_last);
        _share = new WindowShare(Total, Least);
    }

    [Test]
    public void One_alone_is_not_limited()
    {
        Receive(from: 0, to: 100, connections: 1);
        Assert.That(_share.Most, Is.EqualTo(int.MaxValue));
    }

    [TestCase(2, 500)]
    [TestCase(3, 333)]
    [TestCase(4, Least)]
    [TestCase(8, Least)]
    public void Those_that_receive_at_once_share(int connections, int each)
    {
        Receive(from: 0, to: 100, connections);
        Assert.That(_share.Most, Is.EqualTo(each));
    }

    [Test]
    public void Whoever_is_left_has_everything_again()
    {
        Receive(from: 0, to: 100, connections: 2);
        Receive(from: 101, to: 200, connections: 1);
        Assert.That(_share.Most, Is.EqualTo(int.MaxValue));
    }

    private void Receive(int from, int to, int connections)
    {
        for (int ms = from; ms <= to; ms++)
        {
            for (int i = 0; i < connections; i++)
            {
                _share.NoteArrival(Instant.Zero + TimeSpan.FromMilliseconds(ms), ref _last[i]);
            }
        }
    }
}
