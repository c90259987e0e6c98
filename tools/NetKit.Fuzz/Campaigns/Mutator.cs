using System;
using System.Collections.Generic;

namespace NetKit.Fuzz.Campaigns;

/// <summary>Changes honest input a little, the same way for a seed every time.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, int seed, int longest = 16 << 10)
{
    private const int MostChanges = 6;

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        List<byte> octets = [.. Pick()];
        for (int changes = _random.Next(MostChanges + 1); changes > 0; changes--)
        {
            Change(octets);
        }

        return octets.Count <= longest ? [.. octets] : [.. octets.GetRange(0, longest)];
    }

    private byte[] Pick()
    {
        if (seeds.Count > 0 && _random.Next(20) > 0)
        {
            return seeds[_random.Next(seeds.Count)];
        }

        byte[] noise = new byte[_random.Next(96)];
        _random.NextBytes(noise);
        return noise;
    }

    private void Change(List<byte> octets)
    {
        int at = _random.Next(octets.Count + 1);
        int left = octets.Count - at;
        int some = Math.Min(left, 1 + _random.Next(8));
        switch (_random.Next(left > 0 ? 9 : 2))
        {
            case 0:
                byte[] inserted = new byte[1 + _random.Next(8)];
                _random.NextBytes(inserted);
                octets.InsertRange(at, inserted);
                break;
            case 1:
                byte[] other = Pick();
                octets.InsertRange(at, other.AsSpan(_random.Next(other.Length + 1)));
                break;
            case 2:
                octets[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 3:
                octets[at] = (byte)_random.Next(256);
                break;
            case 4:
                octets[at] = _random.Next(4) switch { 0 => 0, 1 => byte.MaxValue, 2 => 0x7F, _ => 0x80 };
                break;
            case 5:
                octets[at] += (byte)(_random.Next(2) == 0 ? 1 : -1);
                break;
            case 6:
                octets.RemoveRange(at, some);
                break;
            case 7:
                octets.InsertRange(_random.Next(octets.Count), octets.GetRange(at, some));
                break;
            default:
                octets.RemoveRange(at, left);
                break;
        }
    }
}
