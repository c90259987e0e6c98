using System;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>What the owner does, and what it hears.</summary>
public sealed partial class Script
{
    /// <summary>Requests wait for <see cref="Accept"/> or <see cref="Abort"/>.</summary>
    public Script OwnerHesitates()
    {
        _owner.Accepts = false;
        return this;
    }

    /// <summary>The owner takes so many octets of each arrival at once.</summary>
    public Script OwnerTakes(int octets)
    {
        _owner.Takes = octets;
        return this;
    }

    /// <summary>While it is told this, the owner does that.</summary>
    public Script When(string news, Action<TcpConnection> does)
    {
        _owner.Reaction += (connection, heard) =>
        {
            if (heard == news)
            {
                does(connection);
            }
        };
        return this;
    }

    public Script Connect(ushort port = PeerPort)
    {
        TcpConnection? connection = _layer.Connect(_now, KeyOf(port));
        Assert.That(connection, Is.Not.Null);
        _owner.Connections.Add(connection!);
        return this;
    }

    public Script Accept() => Do(static connection => connection.Accept());

    public Script Abort() => Do(static connection => connection.Abort());

    public Script Drop() => Do(static connection => connection.Drop());

    public Script Close() => Do(static connection => connection.Close());

    /// <summary>The next octets of the owner's stream are queued.</summary>
    public Script Write(int count)
    {
        Assert.That(Connection.Write(Pattern.Of(_written, count)), Is.EqualTo(count), "There is no room for that much.");
        _written += count;
        return this;
    }

    /// <summary>As much as there is room for is queued; that must be this many octets.</summary>
    public Script WriteAll(int expected)
    {
        int written = Connection.Write(Pattern.Of(_written, expected * 2));
        Assert.That(written, Is.EqualTo(expected));
        _written += written;
        return this;
    }

    public Script Consume(int count)
    {
        _owner.Consume(Connection, count);
        return this;
    }

    public Script Do(Action<TcpConnection> action)
    {
        action(Connection);
        return this;
    }

    public Script StateIs(TcpState state)
    {
        Assert.That(Connection.State, Is.EqualTo(state));
        return this;
    }

    public Script ReadableIs(int octets)
    {
        Assert.That(Connection.ReadableLength, Is.EqualTo(octets));
        return this;
    }

    /// <summary>What the owner was told since it was last asked, all of it.</summary>
    public Script Heard(params string[] news)
    {
        Assert.That(_owner.Heard, Is.EqualTo(news));
        _owner.Heard.Clear();
        return this;
    }

    /// <summary>What the owner was told up to now does not matter.</summary>
    public Script Forget()
    {
        _owner.Heard.Clear();
        return this;
    }

    public Script CountIs(Func<TcpCounters, long> counter, long expected)
    {
        Assert.That(counter(Counters), Is.EqualTo(expected));
        return this;
    }

    /// <summary>Connections that exist, those in TIME-WAIT included.</summary>
    public Script ConnectionsAre(int count)
    {
        Assert.That(_layer.Count, Is.EqualTo(count));
        return this;
    }
}
