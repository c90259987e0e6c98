using System;
using System.Collections.Generic;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>The owner of a script's connections: it notes what it is told and does what the script wants.</summary>
internal sealed class ScriptOwner
{
    private readonly Dictionary<TcpConnection, long> _read = [];

    /// <summary>What it was told since the script last asked.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>Every connection it was ever told of.</summary>
    public List<TcpConnection> Connections { get; } = [];

    /// <summary>A request is answered at once.</summary>
    public bool Accepts { get; set; } = true;

    /// <summary>Octets taken of each arrival; the others stay queued.</summary>
    public int Takes { get; set; } = int.MaxValue;

    /// <summary>What it does, besides, while it is being told.</summary>
    public Action<TcpConnection, string>? Reaction { get; set; }

    public void Tell(TcpConnection connection, string news)
    {
        if (!Connections.Contains(connection))
        {
            Connections.Add(connection);
        }

        Heard.Add(news);
        if (news == "request" && Accepts)
        {
            connection.Accept();
        }

        Reaction?.Invoke(connection, news);
    }

    public int Take(TcpConnection connection, ReadOnlySpan<byte> octets)
    {
        Tell(connection, $"data {octets.Length}");
        int taken = Math.Min(Takes, octets.Length);
        Read(connection, octets[..taken]);
        return taken;
    }

    /// <summary>Reads what is queued.</summary>
    public void Consume(TcpConnection connection, int count)
    {
        connection.GetReadable(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
        Assert.That(first.Length + rest.Length, Is.GreaterThanOrEqualTo(count), "That much is not readable.");
        int head = Math.Min(count, first.Length);
        Read(connection, first[..head]);
        Read(connection, rest[..(count - head)]);
        connection.Consume(count);
    }

    private void Read(TcpConnection connection, ReadOnlySpan<byte> octets)
    {
        long position = _read.GetValueOrDefault(connection);
        Assert.That(Pattern.Mismatch(position, octets), Is.EqualTo(-1), $"Octets at {position} are wrong.");
        _read[connection] = position + octets.Length;
    }
}
