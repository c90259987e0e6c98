using System;

namespace NetKit.Links.Captures;

/// <summary>Where frames of a capture file were seen.</summary>
/// <param name="Name">E.g. the container's name.</param>
/// <param name="Comment">For a file of NetKit: what the network looks like.</param>
/// <param name="LinkType">1: Ethernet.</param>
/// <param name="Resolution">The file's if_tsresol.</param>
public sealed record CapturedInterface(string Name, string Comment, int LinkType, byte Resolution)
{
    public bool IsEthernet => LinkType == PcapngBlock.LinkTypeEthernet;

    /// <summary>Turns a time of the file into nanoseconds.</summary>
    public long ToNanoseconds(ulong units)
    {
        const byte PowerOfTwo = 0x80;
        UInt128 scaled = (UInt128)units * 1_000_000_000;
        if ((Resolution & PowerOfTwo) != 0)
        {
            return (long)(ulong)(scaled >> (Resolution & ~PowerOfTwo));
        }

        UInt128 divisor = 1;
        for (int i = 0; i < Resolution && i < 19; i++)
        {
            divisor *= 10;
        }

        return (long)(ulong)(scaled / divisor);
    }
}
