using System;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>Which octet stands at a position of every stream in scripts: no two neighbourhoods look alike.</summary>
internal static class Pattern
{
    public static byte At(long position) => (byte)(position * 7 + (position >> 8) * 13 + (position >> 16) * 29);

    /// <summary>The octets of [position, position + length).</summary>
    public static byte[] Of(long position, int length)
    {
        byte[] octets = new byte[length];
        Fill(position, octets);
        return octets;
    }

    public static void Fill(long position, Span<byte> octets)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            octets[i] = At(position + i);
        }
    }

    /// <summary>Where the first wrong octet is; -1 when there is none.</summary>
    public static int Mismatch(long position, ReadOnlySpan<byte> octets)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            if (octets[i] != At(position + i))
            {
                return i;
            }
        }

        return -1;
    }
}
