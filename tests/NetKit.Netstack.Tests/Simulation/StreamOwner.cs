using System;
using NetKit.Netstack.Tests.Transport.Tcp.Scripts;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>Sends so many octets on a connection, and closes; checks every octet that it gets.</summary>
internal sealed class StreamOwner
{
    /// <summary>Octets to send on each connection; <see cref="long.MaxValue"/>: without end.</summary>
    public long ToSend { get; set; }

    /// <summary>Connections stay open when there is nothing to send, and what is sent is somebody else's business.</summary>
    public bool Keeps { get; set; }

    /// <summary>Whether a connection that is asked for is answered; the others wait.</summary>
    public Func<TcpConnection, bool> Accepts { get; set; } = static _ => true;

    /// <summary>What the octets are matters.</summary>
    public bool IsChecked { get; set; } = true;

    public long Sent { get; private set; }

    public long Received { get; private set; }

    public long Datagrams { get; set; }

    public long Pings { get; set; }

    /// <summary>The peer's stream is at its end, and everything of it was read.</summary>
    public bool HasEnd { get; set; }

    public TcpCloseReason? Closed { get; set; }

    /// <summary>Sends as much as there is room for.</summary>
    public void Send(TcpConnection connection)
    {
        if (Keeps)
        {
            return;
        }

        while (Sent < ToSend)
        {
            connection.GetWritable(out Span<byte> first, out _);
            if (first.IsEmpty)
            {
                return;
            }

            first = first[..(int)Math.Min(first.Length, ToSend - Sent)];
            if (IsChecked)
            {
                Pattern.Fill(Sent, first);
            }

            Sent += first.Length;
            connection.Commit(first.Length);
        }

        connection.Close();
    }

    public void Take(ReadOnlySpan<byte> octets)
    {
        if (IsChecked && Pattern.Mismatch(Received, octets) is int at and >= 0)
        {
            Assert.Fail($"The octet at {Received + at} is wrong.");
        }

        Received += octets.Length;
    }
}
