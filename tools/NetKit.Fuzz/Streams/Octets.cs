using System;

namespace NetKit.Fuzz.Streams;

/// <summary>Two streams whose octets say where they stand, so that one that is out of place is seen.</summary>
internal static class Octets
{
    public static byte OfPeer(long position) => (byte)(position * 7 + (position >> 8) + 1);

    public static byte OfNode(long position) => (byte)(position * 11 + (position >> 8) + 5);

    public static byte[] PeerSays(long position, int length)
    {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++)
        {
            octets[i] = OfPeer(position + i);
        }

        return octets;
    }

    public static void NodeSays(long position, Span<byte> room)
    {
        for (int i = 0; i < room.Length; i++)
        {
            room[i] = OfNode(position + i);
        }
    }
}
