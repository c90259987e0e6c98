using System;
using System.Collections.Immutable;
using System.Threading.Channels;
using NetKit.Control.Messages;

namespace NetKit.Daemon.Events;

/// <summary>Tells subscribers what happens. One that does not keep up is cut off instead of being waited for.</summary>
public sealed class EventHub(TimeProvider clock)
{
    /// <summary>So many events may wait for a subscriber.</summary>
    private const int Backlog = 1024;

    private ImmutableHashSet<Channel<EventInfo>> _subscribers = [];

    public int Subscribers => _subscribers.Count;

    public void Publish(string type, string action, string id, string name, string? detail = null)
    {
        EventInfo happened = new(clock.GetUtcNow(), type, action, id, name, detail);
        foreach (Channel<EventInfo> subscriber in _subscribers)
        {
            if (!subscriber.Writer.TryWrite(happened))
            {
                Remove(subscriber);
            }
        }
    }

    /// <summary>Events from now on. The channel completes when the subscriber was too slow.</summary>
    public Channel<EventInfo> Subscribe()
    {
        Channel<EventInfo> channel = Channel.CreateBounded<EventInfo>(new BoundedChannelOptions(Backlog) { SingleReader = true });
        _ = ImmutableInterlocked.Update(ref _subscribers, static (all, one) => all.Add(one), channel);
        return channel;
    }

    public void Remove(Channel<EventInfo> channel)
    {
        _ = ImmutableInterlocked.Update(ref _subscribers, static (all, one) => all.Remove(one), channel);
        _ = channel.Writer.TryComplete();
    }
}
