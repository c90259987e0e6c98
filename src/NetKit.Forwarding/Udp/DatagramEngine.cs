using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// What all datagram sockets of one event loop share: the slab they receive into, the batch they send from, and the list of
/// those with more to read than their share. One per loop, made before the drivers whose output it produces.
/// </summary>
/// <remarks>
/// <para>
/// Receiving. Readiness is an edge: it is acted on at once, with one recvmmsg; a socket that filled it goes to the end of the list, and
/// <see cref="OnTurn"/> serves the list in turn until the turn's budget is spent. A busy socket therefore costs the others at most one call
/// before each of theirs.
/// </para>
/// <para>
/// Sending. <see cref="Send"/> gathers; <see cref="OnTurn"/> flushes. A driver that sends in its own turn, after the engine's, calls
/// <see cref="Flush()"/> when it is done: nothing else would wake the loop for it.
/// </para>
/// <para>
/// Errors. The kernel stores an ICMP error in the socket, and the next call on it fails with that error whatever it was about. So a
/// send that fails empties the error queue and tries once more; only the second failure is the datagram's own.
/// </para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class DatagramEngine : ILoopDriver
{
    private const int MessagesPerCall = 32;

    // What the list may take of a turn, in octets to copy: some 0.3 ms. A datagram of any length costs the kernel about as much as copying
    // another 4 KiB, and so does a call that finds nothing.
    private const int BudgetPerTurn = 2 << 20;
    private const int CostOfDatagram = 4 << 10;

    private const int ErrorsPerVisit = 64;

    // RFC 1812 §4.3.2.3 lets an error quote 576 octets, RFC 4443 §2.4 1,280; headers included.
    private const int MaximumQuote = 1_280;

    private readonly DatagramReceiver _receiver = new(MessagesPerCall);
    private readonly SendQueue _queue;
    private readonly Queue<HostSocket> _listed = new();
    private readonly byte[] _quoted = new byte[MaximumQuote];

    public DatagramEngine(EventLoop loop)
    {
        Loop = loop;
        _queue = new SendQueue(this);
        loop.AddDriver(this);
    }

    public EventLoop Loop { get; }

    /// <summary>
    /// Sends at the end of the turn, or before; the outcome goes to the socket's owner. The payload is copied when it has to
    /// wait.
    /// </summary>
    public void Send(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> payload) => _queue.Add(socket, target, payload);

    /// <summary>Sends at once, overtaking what is queued.</summary>
    public SendAttempt TrySend(HostSocket socket, in DatagramTarget target, ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
    {
        IoResult result = DatagramSender.SendOne(socket.Fd, target, first, rest);
        if (result.IsOk || result.Error is Errno.Again or Errno.NoBufferSpace)
        {
            return new SendAttempt(result.Error, 0);
        }

        uint mtu = TakeErrors(socket);
        result = DatagramSender.SendOne(socket.Fd, target, first, rest);
        return result.IsOk ? default : new SendAttempt(result.Error, Math.Max(mtu, TakeErrors(socket)));
    }

    public void Flush() => _queue.Flush();

    public void Flush(HostSocket socket) => _queue.Flush(socket);

    public Instant OnTurn(Instant now)
    {
        for (int budget = BudgetPerTurn; budget > 0 && _listed.TryDequeue(out HostSocket? socket);)
        {
            socket.IsListed = false;
            budget -= Serve(socket);
        }

        Flush();
        return _listed.Count > 0 ? now : Instant.Never;
    }

    internal void OnReady(HostSocket socket, Readiness readiness)
    {
        socket.HasErrors |= (readiness & Readiness.Error) != 0;
        if (!socket.IsListed)
        {
            _ = Serve(socket);
        }
    }

    /// <summary>Hands the error queue to the owner. Returns the MTU of the last "too big" that this host itself found, or 0.</summary>
    internal uint TakeErrors(HostSocket socket)
    {
        uint mtu = 0;
        for (int left = ErrorsPerVisit; left > 0 && !socket.IsClosed; left--)
        {
            if (!DatagramErrors.TryTake(socket.Fd, _quoted, out DatagramError error))
            {
                socket.HasErrors = false;
                return mtu;
            }

            if (error.Origin == DatagramErrorOrigin.Local)
            {
                mtu = error.Mtu;
            }
            else if (error.Origin is DatagramErrorOrigin.Icmp or DatagramErrorOrigin.Icmpv6)
            {
                socket.Owner.OnError(socket, error, _quoted.AsSpan(0, Math.Min(error.PayloadLength, _quoted.Length)));
            }
        }

        // More than one visit's worth: the edge has been used up, so the list remembers.
        socket.HasErrors = true;
        List(socket);
        return mtu;
    }

    /// <summary>Reads once; returns what that cost.</summary>
    private int Serve(HostSocket socket)
    {
        if (socket.IsClosed)
        {
            return 0;
        }

        if (socket.HasErrors)
        {
            _ = TakeErrors(socket);
        }

        IoResult received = _receiver.Receive(socket.Fd);
        int cost = CostOfDatagram;
        for (int i = 0; i < received.Count; i++)
        {
            // Taken even if the owner has closed the socket meanwhile: taking makes the slot ready for the next call.
            ReceivedDatagram datagram = _receiver.Take(i);
            cost += CostOfDatagram + datagram.Payload.Length;
            if (!socket.IsClosed)
            {
                socket.Owner.OnDatagram(socket, datagram);
            }
        }

        // A full call may have left something; a stored error took the place of what there was to read.
        if (received.Count == _receiver.Capacity || received.Error is not (Errno.None or Errno.Again))
        {
            List(socket);
        }

        return cost;
    }

    private void List(HostSocket socket)
    {
        if (!socket.IsListed && !socket.IsClosed)
        {
            socket.IsListed = true;
            _listed.Enqueue(socket);
        }
    }
}
