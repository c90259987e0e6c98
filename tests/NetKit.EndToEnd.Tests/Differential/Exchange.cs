using System;
using System.Collections.Generic;
using System.Globalization;
using NetKit.Netstack.Wire;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>A list of steps, of the peer and of the owner, that can be taken with any TCP; what it answers to each is written down.</summary>
internal sealed class Exchange(string name)
{
    private readonly List<(string Text, Action<ITcpEnd, uint?> Do)> _steps = [];

    public string Name => name;

    /// <summary>Nobody listens.</summary>
    public bool IsRefused { get; init; }

    public Exchange Peer(TcpFlags flags, long seq, long ack = 0, int length = 0, ushort window = ushort.MaxValue, ushort urgent = 0)
    {
        PeerSegment segment = new(flags, seq, ack, length, window, urgent);
        return Step(segment.ToString(), (end, initial) =>
            end.Send(Segments.ToFrame(segment, initial.GetValueOrDefault(), end.OwnPort, end.PeerPort)));
    }

    public Exchange Connects() => Step("owner connects", static (end, _) => end.Connect());

    public Exchange Writes(int count) => Step($"owner writes {count}", (end, _) => end.Write(count));

    public Exchange Finishes() => Step("owner finishes", static (end, _) => end.Finish());

    public Exchange Aborts() => Step("owner aborts", static (end, _) => end.Abort());

    public Exchange Hesitates() => Step("owner reads nothing", static (end, _) => end.Hesitate(true));

    public Exchange Reads() => Step("owner reads", static (end, _) => end.Hesitate(false));

    public Exchange Waits(int milliseconds) =>
        Step($"{milliseconds} ms", (end, _) => end.Wait(TimeSpan.FromMilliseconds(milliseconds)));

    /// <summary>The handshake that the peer begins.</summary>
    public Exchange Opened() => Peer(TcpFlags.Syn, 0).Peer(TcpFlags.Ack, 1, 1);

    /// <summary>A line for each step: what was done, and what came of it.</summary>
    public IReadOnlyList<string> Run(ITcpEnd end)
    {
        List<string> lines = [];
        uint? ownInitial = null;
        foreach ((string text, Action<ITcpEnd, uint?> step) in _steps)
        {
            step(end, ownInitial);
            List<string> answers = [];
            foreach (byte[] frame in end.Take())
            {
                AddAnswers(frame, end.PeerPort, ref ownInitial, answers);
            }

            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{text} -> {(answers.Count == 0 ? "nothing" : string.Join("; ", answers))}"));
        }

        return lines;
    }

    // A super-frame is as many segments as the link cuts it into. A second SYN with another number begins another connection.
    private static void AddAnswers(byte[] frame, ushort peerPort, ref uint? ownInitial, List<string> answers)
    {
        if (Segments.Read(frame, peerPort, out int length) is not { } header)
        {
            return;
        }

        bool isSyn = (header.Flags & TcpFlags.Syn) != 0;
        string again = isSyn && ownInitial is { } before && before != header.Sequence.Value ? " (of a new connection)" : string.Empty;
        ownInitial = isSyn ? header.Sequence.Value : ownInitial;
        int cut = Math.Max(length, 1);
        for (int at = 0; at < cut; at += Segments.MaximumSegmentSize)
        {
            TcpHeader part = header with { Sequence = header.Sequence + at };
            answers.Add(Segments.ToLine(part, Math.Min(length - at, Segments.MaximumSegmentSize), ownInitial) + again);
        }
    }

    private Exchange Step(string text, Action<ITcpEnd, uint?> step)
    {
        _steps.Add((text, step));
        return this;
    }
}
