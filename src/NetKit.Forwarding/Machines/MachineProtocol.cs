namespace NetKit.Forwarding.Machines;

/// <summary>How the frames of a virtual machine come.</summary>
public enum MachineProtocol : byte
{
    /// <summary>A stream with a big-endian length of four octets in front of each frame: QEMU, passt's clients, socket_vmnet's.</summary>
    Qemu,
}
