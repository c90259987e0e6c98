using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// The connections that may have something to send, in the order in which they speak: deficit round robin with those ahead that say little
/// (RFC 8290 §4.2). An answer of a few octets does not wait for the transfers beside it.
/// </summary>
/// <remarks>
/// A connection that comes anew is ahead of all that have used up a quantum. It is among those from then on, also when it fell silent before,
/// so that nobody can stay ahead by coming back at once; it leaves when it is found with nothing to say there.
/// </remarks>
internal sealed class OutputQueue
{
    // Octets in a row: less than a super-frame, so each has one.
    private const int Quantum = 32 << 10;

    private readonly Queue<TcpConnection> _newcomers = new();
    private readonly Queue<TcpConnection> _others = new();

    /// <summary>Lists a connection; nothing happens when it is listed.</summary>
    public void Add(TcpConnection connection)
    {
        if (!connection.IsOnOutputQueue)
        {
            connection.IsOnOutputQueue = true;
            connection.OutputCredit = Quantum;
            _newcomers.Enqueue(connection);
        }
    }

    /// <summary>Whose turn it is.</summary>
    public bool TryPeek([NotNullWhen(true)] out TcpConnection? connection) =>
        _newcomers.TryPeek(out connection) || _others.TryPeek(out connection);

    /// <summary>Ends the turn of the connection that <see cref="TryPeek"/> said: it has no credit left, or nothing to say.</summary>
    public void Pass()
    {
        bool isNew = _newcomers.TryDequeue(out TcpConnection? connection);
        connection ??= _others.Dequeue();
        bool isSpent = connection.OutputCredit <= 0;
        connection.OutputCredit += isSpent ? Quantum : 0;
        connection.IsOnOutputQueue = isSpent || isNew;
        if (connection.IsOnOutputQueue)
        {
            _others.Enqueue(connection);
        }
    }
}
