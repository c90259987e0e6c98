using System;
using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Threading;
using NetKit.Forwarding.Dns;
using NetKit.Forwarding.Loop;
using NetKit.Netstack.Services.Dns;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

/// <summary>Asks one query after the other on the loop's thread, a few at a time, and counts what that thread allocates.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LoopAsker : IDnsClient, IDisposable
{
    private const int AtATime = 16;

    private readonly EventLoop _loop;
    private readonly DnsService _service;
    private readonly ManualResetEventSlim _done = new();
    private readonly byte[] _query = Message.Query("n0000.example");
    private readonly Action _askNext;
    private int _toAsk;
    private int _toHear;
    private int _name;
    private long _allocated;

    public LoopAsker(EventLoop loop, DnsService service)
    {
        _loop = loop;
        _service = service;
        _askNext = AskNext;
    }

    /// <summary>Returns the octets allocated from the first query to the last answer.</summary>
    public long Run(int queries)
    {
        _done.Reset();
        Assert.That(_loop.Post(() =>
        {
            _toAsk = _toHear = queries;
            _allocated = -GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < AtATime; i++)
            {
                AskNext();
            }
        }), Is.True);
        Assert.That(_done.Wait(TimeSpan.FromSeconds(20)), Is.True, "The queries were not all answered within 20 s.");
        return _allocated;
    }

    public void OnReply(long token, ReadOnlySpan<byte> reply)
    {
        if (--_toHear == 0)
        {
            _allocated += GC.GetAllocatedBytesForCurrentThread();
            _done.Set();
        }
        else
        {
            _ = _loop.Post(_askNext);
        }
    }

    public void Dispose() => _done.Dispose();

    private void AskNext()
    {
        if (_toAsk-- > 0)
        {
            BinaryPrimitives.WriteInt32BigEndian(_query.AsSpan(14), _name++);
            _ = _service.Query(_loop.Now, _query, DnsTransport.Udp, this, 0);
        }
    }
}
