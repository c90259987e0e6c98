using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text.Json;

namespace NetKit.Bench.Load;

/// <summary>
/// The load generator: runs inside a namespace, takes one task a line from stdin and answers each with one line. The same code,
/// warm from its first task on, measures every peer.
/// </summary>
internal sealed class Agent : IDisposable
{
    private readonly List<IDisposable> _servers = [];
    private readonly FlowSet _flows = new();
    private DatagramSink? _sink;

    /// <summary>Works until stdin ends: an agent does not outlive whoever started it.</summary>
    public static int Run(TextReader input, TextWriter output)
    {
        using Agent agent = new();
        while (input.ReadLine() is { } line)
        {
            LoadRequest request = JsonSerializer.Deserialize(line, LoadJson.Default.LoadRequest)!;
            output.WriteLine(JsonSerializer.Serialize(agent.TryDo(request), LoadJson.Default.LoadReply));
            output.Flush();
        }

        return 0;
    }

    public void Dispose()
    {
        _servers.ForEach(static server => server.Dispose());
        _flows.Dispose();
        _sink?.Dispose();
    }

    private LoadReply TryDo(LoadRequest request)
    {
        try
        {
            return Do(request) with { Nanoseconds = MonotonicClock.Nanoseconds };
        }
        catch (Exception failure) when (failure is SocketException or IOException or InvalidOperationException)
        {
            return new LoadReply { Error = $"{request.Task}: {failure.Message}" };
        }
    }

    private LoadReply Do(LoadRequest request) => request.Task switch
    {
        LoadTask.Serve => Keep(new EchoServer(request)),
        LoadTask.ServeMany => Keep(new CrowdServer(request)),
        LoadTask.ServeFiles => Keep(new FileServer(request)),
        LoadTask.AwaitServer => FirstAnswer.Await(request),
        LoadTask.RoundTrips => RoundTrips.Measure(request),
        LoadTask.Connects => Connects.Measure(request),
        LoadTask.OpenFlows => _flows.Open(request),
        LoadTask.WalkFlows => _flows.Walk(request),
        LoadTask.CloseFlows => _flows.Close(),
        LoadTask.ReceiveDatagrams => Receive(request),
        LoadTask.CountDatagrams => Count(),
        LoadTask.SendDatagrams => DatagramSource.Send(request),
        LoadTask.AnswerWithDatagrams => DatagramSource.Answer(request),
        _ => new LoadReply(),
    };

    private LoadReply Keep(IDisposable server)
    {
        _servers.Add(server);
        return new LoadReply();
    }

    private LoadReply Count()
    {
        LoadReply reply = _sink?.CountAll() ?? new LoadReply();
        _sink?.Dispose();
        _sink = null;
        return reply;
    }

    private LoadReply Receive(LoadRequest request)
    {
        _sink?.Dispose();
        _sink = new DatagramSink(request);
        return new LoadReply();
    }
}
