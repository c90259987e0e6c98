using System;

namespace NetKit.Bench.Peers;

/// <summary>What a peer has, and what a trial needs.</summary>
[Flags]
internal enum PeerAbilities
{
    None = 0,

    /// <summary>Takes TCP and UDP from a namespace to the host.</summary>
    Outward = 1,

    /// <summary>Takes TCP from a port of the host into a namespace.</summary>
    Published = 2,

    /// <summary>Answers DNS by asking the host's name server.</summary>
    ForwardedDns = 4,

    /// <summary>Answers DNS for a name of its own.</summary>
    LocalDns = 8,

    /// <summary>Is a process, not the kernel: it starts, and has CPU time and memory of its own.</summary>
    Process = 16,

    /// <summary>Carries TCP over a path that is far and loses.</summary>
    Impaired = 32,

    /// <summary>Takes TCP from one container to another on its network.</summary>
    Switched = 64,

    /// <summary>Takes TCP from a virtual machine that speaks to a stream socket as QEMU does.</summary>
    Machine = 128,

    /// <summary>Its stack is a library that can be measured without it.</summary>
    Stack = 256,
}
