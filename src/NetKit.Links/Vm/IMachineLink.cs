using System;

namespace NetKit.Links.Vm;

/// <summary>The network card of a virtual machine, by whatever socket its frames come.</summary>
public interface IMachineLink : ISwitchedLink
{
    /// <summary>A machine that has gone is not noticed before something is sent to it: whoever comes with its link address is believed.</summary>
    bool MayVanish => false;

    /// <summary>Why it is over, for the counters.</summary>
    StreamEnd End { get; }

    /// <summary>Why it is over, for a person; null: the machine went away by itself, or is there.</summary>
    string? Complaint { get; }

    /// <summary>Shows the next frame and leaves it where it is; it is valid until the next call. False: nothing is waiting.</summary>
    bool TryPeek(out ReadOnlySpan<byte> frame);
}
