namespace NetKit.Forwarding.Machines;

/// <summary>How the frames of a virtual machine come.</summary>
public enum MachineProtocol : byte
{
    /// <summary>A stream with a big-endian length of four octets in front of each frame: QEMU, passt's clients, socket_vmnet's.</summary>
    Qemu,

    /// <summary>A datagram for each frame, from a socket that has a path of its own: vfkit, krunkit and Apple's Virtualization framework.</summary>
    Vfkit,

    /// <summary>A sequenced packet for each frame: BESS, and User-mode Linux.</summary>
    Bess,

    /// <summary>
    /// A stream with a little-endian length of two octets in front of each frame, behind a greeting in which the network tells the machine its card:
    /// vpnkit's clients, e.g. HyperKit and rootlesskit.
    /// </summary>
    Vpnkit,
}
