using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Namespaces;

namespace NetKit.Bench.Load;

/// <summary>Many connections of one client, all open at once.</summary>
internal sealed class FlowSet : IDisposable
{
    private readonly List<Socket> _flows = [];
    private int _next;

    public void Dispose() => Close();

    /// <summary>Opens more flows, spread over the row of ports; each is used once, so that both sides really have it.</summary>
    public LoadReply Open(LoadRequest request)
    {
        Func<LoadReply> open = () => OpenHere(request);
        return request.Namespace is { } path && OperatingSystem.IsLinux() ? InNamespace(path, open) : open();
    }

    [SupportedOSPlatform("linux")]
    private static LoadReply InNamespace(string path, Func<LoadReply> work)
    {
        LoadReply reply = new();
        Exception? failure = null;
        Errno error = NamespaceThread.Run(NamespaceTarget.OfPath(path), () =>
        {
            try
            {
                reply = work();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return error == Errno.None ? reply : throw new InvalidOperationException($"The namespace {path} cannot be entered: {error}.");
    }

    // A socket stays in the namespace that it was made in, whoever uses it.
    private LoadReply OpenHere(LoadRequest request)
    {
        IPAddress address = IPAddress.Parse(request.Address);
        byte[] message = new byte[request.Size];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < request.Count; i++)
        {
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > request.Seconds)
            {
                throw new InvalidOperationException($"Only {i} of {request.Count} flows could be opened in {request.Seconds} s.");
            }

            Socket socket = Sockets.Connect(new IPEndPoint(address, request.Port + i % request.Ports));
            _flows.Add(socket);
            Sockets.Ask(socket, message);
        }

        return new LoadReply { Count = _flows.Count, Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    /// <summary>Round trips on the first <see cref="LoadRequest.Count"/> flows in turn: every flow is cold when its turn comes.</summary>
    public LoadReply Walk(LoadRequest request)
    {
        int count = Math.Min(request.Count, _flows.Count);
        byte[] message = new byte[request.Size];
        Latencies latencies = new();
        long start = Stopwatch.GetTimestamp();
        long now = start;
        long end = start + (long)(request.Seconds * Stopwatch.Frequency);
        while (now < end)
        {
            _next = (_next + 1) % count;
            Sockets.Ask(_flows[_next], message);
            long done = Stopwatch.GetTimestamp();
            latencies.Add(done - now);
            now = done;
        }

        return new LoadReply
        {
            Count = latencies.Count,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Median = latencies.Percentile(0.5),
            Percentile99 = latencies.Percentile(0.99),
        };
    }

    public LoadReply Close()
    {
        _flows.ForEach(static flow => flow.Dispose());
        _flows.Clear();
        return new LoadReply();
    }
}
