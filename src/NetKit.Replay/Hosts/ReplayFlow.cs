using System;
using System.Buffers;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Replay.Hosts;

/// <summary>The host's side of one connection, as the recording tells it.</summary>
internal sealed class ReplayFlow(TcpConnection connection)
{
    private readonly ArrayBufferWriter<byte> _said = new();
    private int _written;
    private SeqNum _next;
    private bool _hasNext;
    private bool _hasEnded;

    public TcpConnection Connection => connection;

    /// <summary>The host has stopped reading.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>The recorded node began here.</summary>
    public void BeginAt(SeqNum sequence)
    {
        _next = sequence + 1;
        _hasNext = true;
    }

    /// <summary>A segment of the recorded node: what is new in it is what the host said.</summary>
    public void Say(SeqNum sequence, ReadOnlySpan<byte> payload, bool isEnd)
    {
        if (!_hasNext || sequence > _next)
        {
            _next = sequence;
            _hasNext = true;
        }

        SeqNum end = sequence + payload.Length;
        int fresh = end - _next;
        if (fresh > 0)
        {
            _said.Write(payload[^Math.Min(fresh, payload.Length)..]);
            _next = end;
        }

        _hasEnded |= isEnd && end == _next;
        Write();
    }

    /// <summary>Hands over as much as the connection takes.</summary>
    public void Write()
    {
        while (_written < _said.WrittenCount && connection.Write(_said.WrittenSpan[_written..]) is > 0 and int count)
        {
            _written += count;
        }

        if (_hasEnded && _written == _said.WrittenCount)
        {
            connection.Close();
        }
    }

    public void Stall() => IsStalled = true;

    public void Resume()
    {
        IsStalled = false;
        Read();
    }

    /// <summary>Takes what is queued, unless the host has stopped reading.</summary>
    public void Read()
    {
        if (!IsStalled && connection.ReadableLength > 0)
        {
            connection.Consume(connection.ReadableLength);
        }
    }
}
