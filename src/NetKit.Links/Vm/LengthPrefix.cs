namespace NetKit.Links.Vm;

/// <summary>How the length of a frame is written in front of it.</summary>
public enum LengthPrefix : byte
{
    /// <summary>Four octets, big-endian: QEMU's stream and socket back ends, passt, socket_vmnet.</summary>
    Four,

    /// <summary>Two octets, little-endian: vpnkit and what speaks like it.</summary>
    Two,
}
