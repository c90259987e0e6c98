using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Loop;

/// <summary>The loop with real sockets.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EventLoopTests : IDisposable
{
    private readonly EventLoop _loop = new("test");
    private readonly Watcher _watcher = new();
    private readonly Socket _ours;
    private readonly Socket _peer = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public EventLoopTests()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _peer.Connect(listener.LocalEndPoint!);
        _ours = listener.Accept();
        _loop.Start();
    }

    private Fd Fd => new((int)_ours.Handle);

    public void Dispose()
    {
        _loop.Dispose();
        _ours.Dispose();
        _peer.Dispose();
        _watcher.Dispose();
    }

    [Test]
    public void Readiness_is_reported_as_often_as_it_arises()
    {
        _ = OnLoop(() => _loop.Register(Fd, Readiness.Readable, _watcher));
        for (int i = 0; i < 3; i++)
        {
            _ = _peer.Send([1]);
            Assert.That(_watcher.Next(), Is.EqualTo(Readiness.Readable));
            _ = _ours.Receive(new byte[1]);
        }
    }

    [Test]
    public void What_is_watched_can_be_changed_and_what_is_ready_already_is_reported()
    {
        Assert.That(OnLoop(() => _loop.Register(Fd, Readiness.Readable, _watcher)), Is.EqualTo(Errno.None));
        Assert.That(OnLoop(() => _loop.Change(Fd, Readiness.Readable | Readiness.Writable)), Is.EqualTo(Errno.None));
        Assert.That(_watcher.Next(), Is.EqualTo(Readiness.Writable));
    }

    [Test]
    public void What_nobody_owns_cannot_be_changed() =>
        Assert.That(OnLoop(() => _loop.Change(Fd, Readiness.Readable)), Is.EqualTo(Errno.BadFile));

    [Test]
    public void A_descriptor_has_one_owner()
    {
        Assert.That(OnLoop(() => _loop.Register(Fd, Readiness.Readable, _watcher)), Is.EqualTo(Errno.None));
        Assert.That(OnLoop(() => _loop.Register(Fd, Readiness.Readable, _watcher)), Is.EqualTo(Errno.FileExists));
    }

    [Test]
    public void A_released_descriptor_is_silent_and_can_be_closed_and_taken_again()
    {
        _ = OnLoop(() => _loop.Register(Fd, Readiness.Readable, _watcher));
        _ = OnLoop(() =>
        {
            _loop.Release(Fd);
            _ours.Dispose();
            return true;
        });
        using Socket next = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.That(OnLoop(() => _loop.Register(new Fd((int)next.Handle), Readiness.Writable, _watcher)), Is.EqualTo(Errno.None));
        Assert.That(_watcher.Next(), Is.EqualTo(Readiness.Writable));
    }

    [Test]
    public async Task Posted_work_is_done_in_order()
    {
        List<int> done = [];
        for (int i = 0; i < 1_000; i++)
        {
            int number = i;
            Assert.That(_loop.Post(() => done.Add(number)), Is.True);
        }

        int[] seen = await _loop.RunAsync(() => done.ToArray());
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 1_000)));
    }

    // Many short sleeps, after which the loop looks before it sleeps: neither posts nor timers may wait for that.
    [Test]
    public async Task A_loop_that_looks_still_does_its_work_and_keeps_its_time()
    {
        for (int i = 0; i < 200; i++)
        {
            Assert.That(await _loop.RunAsync(() => _loop.IsLoopThread), Is.True);
        }

        TaskCompletionSource fired = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = await _loop.RunAsync(() => _loop.Schedule(_loop.Now + TimeSpan.FromMicroseconds(10), fired.SetResult));
        await fired.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private T OnLoop<T>(Func<T> work) => _loop.RunAsync(work).GetAwaiter().GetResult();
}
