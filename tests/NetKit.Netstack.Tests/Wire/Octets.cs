using System;

namespace NetKit.Netstack.Tests.Wire;

/// <summary>Octets as they are written in captures and RFCs.</summary>
internal static class Octets
{
    /// <summary>Reads hexadecimal digits; white space is for the reader.</summary>
    public static byte[] Of(string hexadecimal) =>
        Convert.FromHexString(string.Concat(hexadecimal.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>Always the same ones for a seed.</summary>
    public static byte[] Random(int seed, int length)
    {
        byte[] octets = new byte[length];
        new Random(seed).NextBytes(octets);
        return octets;
    }

    /// <summary>A copy in which one octet differs.</summary>
    public static byte[] With(this byte[] octets, int index, byte value)
    {
        byte[] copy = [.. octets];
        copy[index] = value;
        return copy;
    }
}
