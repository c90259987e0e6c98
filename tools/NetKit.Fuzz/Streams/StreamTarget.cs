using System;
using System.Collections.Generic;
using NetKit.Fuzz.Corpus;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Streams;

/// <summary>One TCP connection after the other, with a peer and an owner that do what the input says, and a model of both as the judge.</summary>
/// <remarks>
/// A step is an octet: the lower three bits say what happens, the others how. A segment takes five more: flags, sequence number, acknowledgement,
/// window, length, each one of a few places that matter (the edges) or anywhere.
/// </remarks>
internal sealed class StreamTarget : IFuzzTarget
{
    private const int MostSteps = 400;

    public string Name => "tcp";

    public string About => "a TCP connection: true acknowledgements, the peer's window kept, streams intact, memory back";

    public int Weight => 60;

    public IEnumerable<byte[]> Seeds(SeedFrames frames)
    {
        // SYN, ACK, then: data both ways and a close by each side; a shut window; losses.
        byte[] open = [0, 0, 1, 0, 0, 4, 0, 1, 0, 0, 0, 4, 0];
        yield return [.. open, 1, 2, 0, 0, 4, 2, 5, 0x08, 1, 0, 0, 0, 4, 0, 1, 1, 0, 0, 4, 0, 5, 0x10, 1, 0, 0, 0, 4, 0, 4, 5];
        yield return [.. open, 5, 0x28, 1, 0, 0, 0, 0, 0, 4, 4, 1, 0, 0, 0, 4, 0, 5, 0x10, 1, 4, 0, 0, 4, 0];
        yield return [.. open, 1, 0, 3, 0, 4, 2, 1, 0, 3, 0, 4, 2, 1, 0, 0, 0, 4, 4, 5, 0x18, 5, 0x33, 1, 0, 0, 0, 4, 5];
        yield return [0, 5, 0x38, 0, 3, 1, 0, 0, 4, 0, 1, 0, 0, 0, 4, 3, 5, 0x10, 1, 4, 0, 0, 4, 3, 4, 7];
        yield return [1, .. open, 6, 0x08, 5, 0x28, 6, 0, 1, 0, 0, 0, 4, 5, 5, 0x20];
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        InputReader reader = new(input);
        StreamRig rig = new(offloads: (reader.Octet() & 1) != 0);
        for (int step = 0; step < MostSteps && !reader.IsEmpty; step++)
        {
            byte what = reader.Octet();
            int how = what >> 3;
            switch (what & 7)
            {
                case 4:
                    rig.Wait(Sequence.Pause(reader.Octet()));
                    break;
                case 5:
                    Act(rig, how, reader.Octet());
                    break;
                case 6:
                    rig.IsFull = (how & 1) != 0;
                    break;
                case 7:
                    rig.Poll();
                    break;
                default:
                    Send(rig, ref reader);
                    break;
            }
        }

        rig.End();
    }

    private static void Act(StreamRig rig, int what, int amount)
    {
        switch (what & 7)
        {
            case 0:
            case 1:
                rig.Write(1 + amount * 100);
                break;
            case 2:
                rig.Close();
                break;
            case 3:
                rig.Read(1 + amount * 100);
                break;
            case 4:
                rig.Abort();
                break;
            case 5:
                rig.Takes = amount < 200 ? amount * 50 : int.MaxValue;
                break;
            case 6:
                rig.Accepts = (amount & 1) == 0;
                rig.Model?.Connection.Accept();
                break;
            default:
                rig.Connect();
                break;
        }

        rig.Poll();
    }

    private static void Send(StreamRig rig, ref InputReader reader)
    {
        TcpFlags flags = FlagsOf(reader.Octet());
        byte place = reader.Octet();
        byte acknowledges = reader.Octet();
        byte window = reader.Octet();
        byte length = reader.Octet();
        bool isSyn = (flags & TcpFlags.Syn) != 0;
        TcpHeader header = new()
        {
            SourcePort = StreamRig.PeerPort,
            DestinationPort = StreamRig.OwnPort,
            Sequence = SequenceOf(rig.Model, place, ref reader),
            Acknowledgment = AcknowledgmentOf(rig.Model, acknowledges, ref reader),
            Flags = flags,
            Window = WindowOf(window),
            UrgentPointer = (flags & TcpFlags.Urgent) != 0 ? length : (ushort)0,
            Options = OptionsOf(rig, isSyn, acknowledges, window),
        };
        rig.Send(header, LengthOf(length));
    }

    private static TcpFlags FlagsOf(byte choice) => (choice & 15) switch
    {
        0 or 8 or 9 => TcpFlags.Ack,
        1 => TcpFlags.Syn,
        2 or 10 => TcpFlags.Ack | TcpFlags.Push,
        3 => TcpFlags.Syn | TcpFlags.Ack,
        4 or 11 => TcpFlags.Ack | TcpFlags.Fin,
        5 => TcpFlags.Reset,
        6 => TcpFlags.Reset | TcpFlags.Ack,
        7 => TcpFlags.Ack | TcpFlags.Urgent,
        12 => TcpFlags.Syn | TcpFlags.Fin,
        13 => 0,
        14 => TcpFlags.Ack | TcpFlags.Fin | TcpFlags.Push,
        _ => (TcpFlags)choice,
    };

    private static SeqNum SequenceOf(StreamModel? model, byte choice, ref InputReader reader)
    {
        if (model is not { HasBegun: true })
        {
            return new SeqNum((choice & 1) == 0 ? 0xFFFF_FC00 : reader.DoubleWord());
        }

        return model.PeerSeq((choice & 15) switch
        {
            0 or 9 or 10 => model.Contiguous,
            1 => model.Acknowledged,
            2 => model.Acknowledged - 1,
            3 => model.Contiguous + choice * 7,
            4 => model.Promised,
            5 => model.Promised - 1,
            6 => model.Promised + 1,
            7 => -1,
            8 => Math.Max(model.Acknowledged - choice * 3, -1),
            11 => model.Acknowledged + choice,
            12 => model.Contiguous + 1,
            13 => model.Promised - choice * 5,
            14 => model.Contiguous + (1 << 20),
            _ => (int)reader.DoubleWord(),
        });
    }

    private static SeqNum AcknowledgmentOf(StreamModel? model, byte choice, ref InputReader reader)
    {
        if (model is null)
        {
            return new SeqNum((choice & 1) == 0 ? 0 : reader.DoubleWord());
        }

        return model.OwnSeq((choice & 15) switch
        {
            1 => model.Sent + 1,
            2 => 0,
            3 => -1,
            4 => model.Sent / 2,
            5 => model.Sent - 1,
            6 => model.Sent + 70_000,
            7 => (int)reader.DoubleWord(),
            8 => Math.Max(model.Sent - choice * 9, 0),
            _ => model.Sent,
        });
    }

    private static ushort WindowOf(byte choice) => (choice & 7) switch
    {
        0 => 0,
        1 => 1,
        2 => 100,
        3 => 1460,
        4 => ushort.MaxValue,
        5 => 8192,
        6 => (ushort)(choice * 255),
        _ => 20_000,
    };

    private static int LengthOf(byte choice) => (choice & 7) switch
    {
        0 => 0,
        1 => 1,
        2 => 100,
        3 => 0,
        4 => 1448,
        5 => choice * 4,
        6 => 1460,
        _ => choice * 100,
    };

    private static TcpOptions OptionsOf(StreamRig rig, bool isSyn, byte choice, byte more)
    {
        TcpOptions options = isSyn
            ? new TcpOptions
            {
                MaximumSegmentSize = (more & 0x10) != 0 ? (ushort)(more * 8) : (ushort)1460,
                WindowScale = (more & 0x20) != 0 ? (sbyte)(choice >> 4) : (sbyte)-1,
                SackPermitted = (more & 0x40) != 0,
            }
            : TcpOptions.None;
        if ((more & 0x80) != 0)
        {
            uint stamp = (uint)(rig.Now.Ticks / TimeSpan.TicksPerMillisecond);
            options = options with { HasTimestamps = true, TimestampValue = (choice & 0x80) != 0 ? stamp - 5000 : stamp, TimestampEcho = stamp };
        }

        if (!isSyn && (more & 0x40) != 0 && rig.Model is { } model)
        {
            SackBlocks blocks = default;
            long start = model.Sent - 1000 + choice;
            _ = blocks.TryAdd(new SackBlock(model.OwnSeq(start), model.OwnSeq(start + more)));
            _ = blocks.TryAdd(new SackBlock(model.OwnSeq(choice * 16), model.OwnSeq(choice * 16 + 1460)));
            options = options with { SackBlocks = blocks };
        }

        return options;
    }
}
