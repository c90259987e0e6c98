using System;
using System.Collections.Concurrent;
using NetKit.Forwarding.Dns;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

/// <summary>A client that keeps what it is told.</summary>
internal sealed class RecordingClient : IDnsClient
{
    private readonly BlockingCollection<(long Token, byte[] Reply)> _replies = [];

    public int Count => _replies.Count;

    public void OnReply(long token, ReadOnlySpan<byte> reply) => _replies.Add((token, reply.ToArray()));

    public byte[] Next() => NextWithToken().Reply;

    public (long Token, byte[] Reply) NextWithToken()
    {
        Assert.That(_replies.TryTake(out (long, byte[]) reply, TimeSpan.FromSeconds(10)), Is.True, "No answer came within 10 s.");
        return reply;
    }
}
