using System;

namespace NetKit.Interop;

/// <summary>TUN_F_*: what the kernel may leave undone in frames it hands to the reader of a TAP (linux/if_tun.h).</summary>
[Flags]
public enum TunFeatures : uint
{
    None = 0,
    Checksum = 0x01,
    Tso4 = 0x02,
    Tso6 = 0x04,

    /// <summary>UDP segmentation; the kernel takes both families together or neither (since 6.2).</summary>
    Uso4 = 0x20,
    Uso6 = 0x40,
}
