using System;
using System.Collections.Generic;
using NetKit.Forwarding.Endpoints;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NetKit.Replay.Recordings;

namespace NetKit.Replay.Hosts;

/// <summary>A fresh node with its services, and a host that says what it said in the recording.</summary>
internal sealed class ReplayNode
{
    // Fixed, so that a replay is the same every time.
    private const ulong Seed = 0x6E65_746B_6974;

    // Datagrams and pings that an error could still be about.
    private const int MaximumRemembered = 1024;

    private readonly Recording _recording;
    private readonly ReplayLink _link;
    private readonly Translator _translator = new();
    private readonly IpNode<ReplayDevice> _node;
    private readonly ReplayServices _services;
    private readonly HostVoice _voice;
    private readonly Dictionary<FlowKey, ReplayFlow> _flows = [];
    private readonly Dictionary<FlowKey, byte[]> _datagrams = [];
    private readonly Dictionary<FlowKey, byte[]> _pings = [];
    private readonly Queue<int> _toSay = new();
    private ReplayDevice _device;
    private Instant _next = Instant.Never;

    public ReplayNode(Recording recording)
    {
        _recording = recording;
        _link = new ReplayLink(recording.Link);
        _device = new ReplayDevice(_link, _translator);
        _node = new IpNode<ReplayDevice>(NodeSettings.Of(recording.Settings, Seed), recording.Link);
        _services = new ReplayServices(recording, Seed, this);
        _voice = new HostVoice(this, WindowStalls.Of(recording.Frames));
    }

    public NodeCounters Counters => _node.Counters;

    public TcpLayer Tcp => _node.Tcp;

    public IReadOnlyList<RecordedFrame> Sent => _link.Sent;

    /// <summary>When the node has something to do by itself.</summary>
    public Instant Deadline => _next;

    internal Instant Now => _link.Now;

    internal Recording Recording => _recording;

    internal ReplayServices Services => _services;

    internal Translator Translator => _translator;

    /// <summary>A sentence when no node can have the network that the recording describes; null otherwise.</summary>
    public static string? ProblemWith(Recording recording)
    {
        try
        {
            _ = new ReplayNode(recording with { Frames = [] });
            return null;
        }
        catch (ArgumentException problem)
        {
            // Without the name of the parameter, which .NET appends.
            string sentence = problem.Message.Split(" (Parameter ", 2)[0];
            return $"The network that it describes cannot be: {sentence}";
        }
    }

    /// <summary>A turn with these frames of the recording, which all have the time <paramref name="now"/>.</summary>
    public void Turn(Instant now, ReadOnlySpan<int> frames)
    {
        _link.Now = now;
        foreach (int index in frames)
        {
            RecordedFrame frame = _recording.Frames[index];
            if (frame.Direction is Netstack.Link.FrameDirection.In)
            {
                _link.Waiting.Enqueue((_translator.Translate(frame.Octets), frame.Offload));
            }
            else
            {
                _toSay.Enqueue(index);
            }
        }

        ReplayHandler handler = new(this);
        do
        {
            _next = _node.Poll(now, ref _device, ref handler);
        }
        while (_link.Waiting.Count > 0);
    }

    public void OnConnectRequest(TcpConnection connection)
    {
        _translator.Forget(connection.Key);
        Adopt(connection);
    }

    public void OnClosed(TcpConnection connection)
    {
        _ = _flows.Remove(connection.Key);
        if (connection.ReadableLength > 0)
        {
            connection.Drop();
        }
    }

    public void OnDatagram(in UdpDatagram datagram)
    {
        if (!_services.TryServe(Now, datagram))
        {
            Remember(_datagrams, KeyOf(datagram), datagram.Payload);
        }
    }

    public void OnEcho(in EchoRequest request) =>
        Remember(_pings, new FlowKey(request.Destination, request.Identifier, request.Source, request.Sequence), request.Payload);

    // What the recorded node sent in this turn was caused by a host that had spoken before it sent.
    public void OnReceived()
    {
        while (_toSay.TryDequeue(out int index))
        {
            _voice.Hear(index, _recording.Frames[index]);
        }
    }

    internal ReplayFlow? FlowOf(in FlowKey key) => _flows.GetValueOrDefault(key);

    internal ReplayFlow? Connect(in FlowKey key) => _node.Tcp.Connect(Now, key) is { } connection ? Adopt(connection) : null;

    internal void Abort(ReplayFlow flow)
    {
        _ = _flows.Remove(flow.Connection.Key);
        flow.Connection.Abort();
    }

    internal void RefuseUnreachable(ReplayFlow flow, byte code)
    {
        _ = _flows.Remove(flow.Connection.Key);
        _node.RefuseUnreachable(flow.Connection, (Icmpv4UnreachableCode)code, ref _device);
    }

    internal void SendUdp(in UdpDatagram datagram) => _node.SendUdp(datagram, ref _device);

    internal void SendUdpTo(MacAddress mac, in UdpDatagram datagram) => _node.SendUdpTo(mac, datagram, ref _device);

    internal void SendEchoReply(in Ipv4Header ip, scoped in Icmpv4View reply) =>
        _node.SendEchoReply(ip.Source, ip.Destination, reply.Identifier, reply.Sequence, ip.TimeToLive, reply.Payload, ref _device);

    internal void SendError(in IcmpError error, in FlowKey about)
    {
        if (_datagrams.TryGetValue(about, out byte[]? payload))
        {
            _node.SendError(error, new QuotedUdp(about.Remote, about.RemotePort, about.Local, about.LocalPort, payload), ref _device);
        }
    }

    internal void SendEchoError(in IcmpError error, in FlowKey about)
    {
        if (_pings.TryGetValue(about, out byte[]? payload))
        {
            _node.SendError(error, new QuotedEcho(about.Remote, about.Local, about.LocalPort, about.RemotePort, payload), ref _device);
        }
    }

    private static FlowKey KeyOf(in UdpDatagram datagram) =>
        new(datagram.Destination, datagram.DestinationPort, datagram.Source, datagram.SourcePort);

    private static void Remember(Dictionary<FlowKey, byte[]> memory, in FlowKey key, ReadOnlySpan<byte> payload)
    {
        if (memory.Count < MaximumRemembered || memory.ContainsKey(key))
        {
            memory[key] = payload.ToArray();
        }
    }

    private ReplayFlow Adopt(TcpConnection connection)
    {
        ReplayFlow flow = new(connection);
        connection.Owner = flow;
        _flows[connection.Key] = flow;
        return flow;
    }
}
