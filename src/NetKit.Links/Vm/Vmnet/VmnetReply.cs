using System;
using System.Buffers.Binary;
using System.Text;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Vm.Vmnet;

/// <summary>The network's answer to a <see cref="VmnetRequest"/>: the card that the machine is to have, or why it gets none. Frames follow the first.</summary>
public static class VmnetReply
{
    /// <summary>Octets of it, those behind what is said being zero.</summary>
    public const int Length = 258;

    private const byte Vif = 1;
    private const byte Disconnect = 2;

    // Room that vpnkit has its clients make beside the packet; they take it for the length of their buffers.
    private const int Allowance = 50;

    /// <summary>Writes the card's largest IP packet, in octets, and its address.</summary>
    public static void WriteCard(Span<byte> octets, int mtu, MacAddress mac)
    {
        octets[..Length].Clear();
        octets[0] = Vif;
        BinaryPrimitives.WriteUInt16LittleEndian(octets[1..], (ushort)mtu);
        BinaryPrimitives.WriteUInt16LittleEndian(octets[3..], (ushort)Math.Min(mtu + Allowance, ushort.MaxValue));
        mac.WriteTo(octets[5..]);
    }

    /// <summary>Writes a reason, of which 255 octets have room. Whoever writes it closes the connection.</summary>
    public static void WriteRefusal(Span<byte> octets, string reason)
    {
        octets[..Length].Clear();
        octets[0] = Disconnect;
        octets[1] = (byte)Encoding.ASCII.GetBytes(reason.AsSpan(0, Math.Min(reason.Length, byte.MaxValue)), octets[2..Length]);
    }
}
