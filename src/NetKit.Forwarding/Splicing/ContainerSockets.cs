using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Links.Namespaces;

namespace NetKit.Forwarding.Splicing;

/// <summary>
/// Sockets of the container's namespace on the loop: a few of each family are kept ready, so that a client need not wait for one to be made, and
/// clients wait in line when there are more of them. Loop thread only.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ContainerSockets : IReadyHandler, IDisposable
{
    private const int Kept = 32;
    private const int MostAtOnce = 64;

    private readonly EventLoop _loop;
    private readonly NamespaceSockets _source;
    private readonly SpliceLog _log;
    private readonly Shelf _v4 = new();
    private readonly Shelf _v6 = new();
    private bool _isOver;

    public ContainerSockets(EventLoop loop, NamespaceSockets source, SpliceLog log)
    {
        _log = log;
        _loop = loop;
        _source = source;
        Errno error = loop.Register(source.Fd, Readiness.Readable, this);
        if (error != Errno.None)
        {
            throw new InvalidOperationException($"The sockets of the container's namespace cannot be watched for: {error}.");
        }
    }

    /// <summary>Sockets that wait for a client.</summary>
    public int Ready => _v4.Ready.Count + _v6.Ready.Count;

    /// <summary>Finds a socket for the flow: at once, or later when there is none. It hears in either case, also that there will be none.</summary>
    public void Find(SplicedFlow flow)
    {
        if (_isOver)
        {
            flow.OnNoSocket();
            return;
        }

        bool isV6 = !flow.Destination.Address.IsV4;
        Shelf shelf = isV6 ? _v6 : _v4;
        bool isThere = shelf.Ready.TryDequeue(out Fd socket);
        if (!isThere)
        {
            shelf.Waiting.Enqueue(flow);
        }

        // Not one for each that is taken: half of a shelf at once costs as many calls as one, and wakes the maker once.
        int have = shelf.Ready.Count + shelf.Asked - shelf.Waiting.Count;
        if (have <= Kept / 2)
        {
            Ask(isV6, shelf, Kept - have);
        }

        if (isThere)
        {
            flow.OnSocket(socket);
        }
    }

    public void OnReady(Readiness readiness)
    {
        Errno error = Errno.None;
        while (!_isOver && _source.TryTake(out bool isV6, out Fd socket, out error))
        {
            Take(isV6 ? _v6 : _v4, socket, error);
        }

        if (!_isOver && error != Errno.Again)
        {
            End();
        }

        // Shelves are not filled here: where no descriptor is left that would only be asked for again and again.
        Ask(true, _v6, _v6.Waiting.Count - _v6.Asked);
        Ask(false, _v4, _v4.Waiting.Count - _v4.Asked);
    }

    public void Dispose()
    {
        _isOver = true;
        _loop.Unregister(_source.Fd);
        _source.Dispose();
        foreach (Shelf shelf in (ReadOnlySpan<Shelf>)[_v4, _v6])
        {
            shelf.Waiting.Clear();
            while (shelf.Ready.TryDequeue(out Fd socket))
            {
                Sockets.Close(socket);
            }
        }
    }

    private static void Take(Shelf shelf, Fd socket, Errno error)
    {
        shelf.Asked--;
        while (shelf.Waiting.TryDequeue(out SplicedFlow? flow))
        {
            if (flow.State == SplicedFlowState.Closed)
            {
                continue;
            }

            if (error == Errno.None)
            {
                flow.OnSocket(socket);
            }
            else
            {
                flow.OnNoSocket();
            }

            return;
        }

        if (error == Errno.None)
        {
            shelf.Ready.Enqueue(socket);
        }
    }

    private void Ask(bool isV6, Shelf shelf, int count)
    {
        count = Math.Min(count, MostAtOnce - shelf.Asked);
        if (_isOver || count <= 0)
        {
            return;
        }

        if (_source.Ask(isV6, count) == Errno.None)
        {
            shelf.Asked += count;
        }
        else
        {
            End();
        }
    }

    // Whoever makes the sockets has ended, which nobody expects.
    private void End()
    {
        _isOver = true;
        _log.NoMoreSockets();
        foreach (Shelf shelf in (ReadOnlySpan<Shelf>)[_v4, _v6])
        {
            while (shelf.Waiting.TryDequeue(out SplicedFlow? flow))
            {
                flow.OnNoSocket();
            }
        }
    }

    private sealed class Shelf
    {
        public Queue<Fd> Ready { get; } = new();

        public Queue<SplicedFlow> Waiting { get; } = new();

        public int Asked { get; set; }
    }
}
