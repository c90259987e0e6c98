using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace NetKit.Netstack.Wire;

/// <summary>
/// A one's-complement sum of 16-bit words: the checksum of IPv4, ICMP, UDP and TCP (RFC 1071). <paramref name="Native"/>
/// is folded to 16 bits and in the machine's own byte order: the sum does not depend on it, so octets are swapped
/// once, when the field is written (RFC 1071 §2(B)).
/// </summary>
public readonly record struct InternetSum(uint Native)
{
    /// <summary>True for data that covers its own checksum field and arrived intact (RFC 1071 §1(3)).</summary>
    public bool IsValid => Native == 0xFFFF;

    /// <summary>Sums octets from an even position on; an odd last octet counts as if a zero followed it.</summary>
    public static InternetSum Of(ReadOnlySpan<byte> octets) => new(Fold(WordSum.Of(octets)));

    /// <summary>Of 32-bit words that were added up as numbers, not as octets: less than 2^32 of them.</summary>
    internal static InternetSum OfWords(ulong sum) => new(Swap((ushort)Fold(sum)));

    /// <summary>
    /// The pseudo-header that UDP, TCP and ICMPv6 checksums cover (RFC 9293 §3.1, RFC 8200 §8.1).
    /// <paramref name="length"/> counts the octets of the transport header and its payload.
    /// </summary>
    public static InternetSum PseudoHeader(IpAddress source, IpAddress destination, IpProtocol protocol, int length)
    {
        ulong sum = (uint)length + (uint)protocol;
        sum += source.IsV4 ? source.V4 : Words(source);
        sum += destination.IsV4 ? destination.V4 : Words(destination);
        return OfWords(sum);

        static ulong Words(IpAddress address) =>
            (address.High >> 32) + (uint)address.High + (address.Low >> 32) + (uint)address.Low;
    }

    /// <summary>Joins the sums of two pieces, of which the first covered an even number of octets.</summary>
    public InternetSum Add(InternetSum other) => new(Fold(Native + other.Native));

    /// <summary>Goes on with the octets that follow; an even number of them must have been covered so far.</summary>
    public InternetSum Add(ReadOnlySpan<byte> octets) => new(Fold(Native + WordSum.Of(octets)));

    /// <summary>The sum of octets that begin at an odd position (RFC 1071 §2(B)).</summary>
    public InternetSum Swapped => new(BinaryPrimitives.ReverseEndianness((ushort)Native));

    /// <summary>The value of a checksum field, to be written in big-endian order.</summary>
    public ushort ToField() => (ushort)~Swap((ushort)Native);

    /// <summary>
    /// The sum without the final complement: what the checksum field holds when a device is to finish the work
    /// (virtio 1.2 §5.1.6.2.1, <c>VIRTIO_NET_HDR_F_NEEDS_CSUM</c>).
    /// </summary>
    public ushort ToPartialField() => Swap((ushort)Native);

    // Adding the carries back in, three times at most: 2^64 -> 2^33 -> 2^18 -> 2^16 (and one more for its last carry).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Fold(ulong sum)
    {
        sum = (sum >> 32) + (uint)sum;
        sum = (sum >> 16) + (sum & 0xFFFF);
        sum = (sum >> 16) + (sum & 0xFFFF);
        return (uint)((sum >> 16) + (sum & 0xFFFF));
    }

    private static ushort Swap(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
}
