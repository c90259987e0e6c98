using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp;

/// <summary>RFC 8290 §4.2.</summary>
public sealed class OutputQueueTests
{
    private readonly OutputQueue _queue = new();
    private TcpLayer _layer = null!;
    private TcpConnection _bulk = null!;
    private TcpConnection _brief = null!;

    [SetUp]
    public void SetUp()
    {
        _layer = new TcpLayer(new TcpSettings(), new BufferPool(16 << 20), seed: 8290);
        _bulk = Connect(1);
        _brief = Connect(2);
        while (_layer.TryPrepare(Instant.Zero, out TcpSegment syn, out _))
        {
            _layer.OnSent(Instant.Zero, syn);
        }

        while (_queue.TryPeek(out _))
        {
            _queue.Pass();
        }
    }

    [Test]
    public void Nobody_speaks_who_has_nothing_to_say()
    {
        Assert.That(_queue.TryPeek(out _), Is.False);
        Assert.That(_bulk.IsOnOutputQueue, Is.False);
    }

    [Test]
    public void Newcomers_speak_in_their_order()
    {
        _queue.Add(_bulk);
        _queue.Add(_brief);
        Assert.That(First(), Is.SameAs(_bulk));
    }

    [Test]
    public void A_newcomer_goes_before_one_that_has_used_up_its_turn()
    {
        _queue.Add(_bulk);
        Spend();
        _queue.Add(_brief);
        Assert.That(First(), Is.SameAs(_brief));
    }

    [Test]
    public void One_that_fell_silent_cannot_stay_ahead_by_coming_back()
    {
        _queue.Add(_bulk);
        Spend();
        _queue.Add(_brief);
        _queue.Pass();
        _queue.Add(_brief);
        Assert.That(First(), Is.SameAs(_bulk));
    }

    [Test]
    public void One_that_was_silent_when_its_turn_came_is_ahead_the_next_time()
    {
        _queue.Add(_bulk);
        Spend();
        _queue.Add(_brief);
        _queue.Pass();
        Spend();
        _queue.Pass();
        _queue.Add(_brief);
        Assert.That(First(), Is.SameAs(_brief));
    }

    [Test]
    public void A_turn_that_was_overdrawn_is_shorter_the_next_time()
    {
        _queue.Add(_bulk);
        int whole = _bulk.OutputCredit;
        _bulk.OutputCredit = -100;
        _queue.Pass();
        Assert.That(_bulk.OutputCredit, Is.EqualTo(whole - 100));
    }

    private TcpConnection First() => _queue.TryPeek(out TcpConnection? connection) ? connection : throw new AssertionException("Nobody is listed.");

    private void Spend()
    {
        First().OutputCredit = 0;
        _queue.Pass();
    }

    private TcpConnection Connect(ushort port) =>
        _layer.Connect(Instant.Zero, new FlowKey(IpAddress.FromV4(10, 0, 2, 2), port, IpAddress.FromV4(10, 0, 2, 100), 80))!;
}
