using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Vm.Vmnet;

/// <summary>A machine asks for its place on the network, behind the <see cref="VmnetHello"/>.</summary>
/// <param name="Id">Who it is: whoever comes with the same again gets the same place. Null: it does not say.</param>
/// <param name="Preferred">The address that it wants; null: whichever.</param>
public readonly record struct VmnetRequest(Guid? Id, IpAddress? Preferred)
{
    /// <summary>Octets of it, those behind what is said being zero.</summary>
    public const int Length = 41;

    private const byte Ethernet = 1;
    private const byte PreferredIpv4 = 8;
    private const int IdLength = 36;

    /// <summary>Reads one; false: it is none, or asks for something else than a place.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out VmnetRequest request)
    {
        request = default;
        if (octets.Length != Length || octets[0] is not (Ethernet or PreferredIpv4))
        {
            return false;
        }

        ReadOnlySpan<byte> id = octets.Slice(1, IdLength);
        Guid? known = null;
        if (id.ContainsAnyExcept((byte)0))
        {
            if (!Utf8Parser.TryParse(id, out Guid read, out int taken, 'D') || taken != IdLength)
            {
                return false;
            }

            known = read;
        }

        // The number of the address, so its octets come the other way round.
        IpAddress? preferred = octets[0] == PreferredIpv4
            ? IpAddress.FromV4(BinaryPrimitives.ReadUInt32LittleEndian(octets[(1 + IdLength)..]))
            : null;
        request = new VmnetRequest(known, preferred);
        return true;
    }
}
