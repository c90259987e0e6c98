using System;
using System.Collections.Generic;

namespace NetKit.EndToEnd.Tests.Hostile;

/// <summary>Frames that no honest host sends, made of frames that one has sent. The same seed makes the same frames.</summary>
internal sealed class FrameMutator(IReadOnlyList<byte[]> honest, int seed)
{
    /// <summary>A packet socket takes nothing that ends before the Ethernet header does.</summary>
    public const int Shortest = 14;

    private const int LengthOffset = 16;       // of the IPv4 header's total length; the IHL is at 14
    private const int Ipv4HeaderLength = 20;

    private readonly Random _random = new(seed);

    /// <summary>Every prefix of every frame that a packet socket can send.</summary>
    public IEnumerable<byte[]> Prefixes()
    {
        foreach (byte[] frame in honest)
        {
            for (int length = Shortest; length <= frame.Length; length++)
            {
                yield return frame[..length];
            }
        }
    }

    public IEnumerable<byte[]> Mutations(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return Mutation();
        }
    }

    private byte[] Mutation()
    {
        byte[] frame = [.. honest[_random.Next(honest.Count)]];
        switch (_random.Next(6))
        {
            case 0:
                // Noise behind an honest Ethernet header.
                _random.NextBytes(frame.AsSpan(Shortest));
                return frame;
            case 1:
                // Noise from the first octet on.
                byte[] noise = new byte[_random.Next(Shortest, 200)];
                _random.NextBytes(noise);
                return noise;
            case 2:
                // Lengths and header lengths that contradict the frame's.
                Flip(frame, LengthOffset - 2, 4);
                return frame;
            case 3:
                // An honest IP header in front of a transport header that is not; also wrong checksums.
                Flip(frame, Shortest + Ipv4HeaderLength, 24);
                return frame;
            case 4:
                Flip(frame, 0, frame.Length);
                return frame[.._random.Next(Shortest, frame.Length + 1)];
            default:
                // Longer than it says.
                byte[] longer = new byte[frame.Length + _random.Next(1, 64)];
                _random.NextBytes(longer);
                frame.CopyTo(longer, 0);
                return longer;
        }
    }

    /// <summary>Changes some octets in a window of the frame.</summary>
    private void Flip(byte[] frame, int start, int length)
    {
        int end = Math.Min(frame.Length, start + length);
        for (int changes = _random.Next(1, 5); changes > 0 && end > start; changes--)
        {
            frame[_random.Next(start, end)] = (byte)_random.Next(256);
        }
    }
}
