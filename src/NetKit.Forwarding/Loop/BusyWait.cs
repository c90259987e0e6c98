using System;

namespace NetKit.Forwarding.Loop;

/// <summary>
/// Whether it pays to look for events again and again for a moment before going to sleep. Falling asleep and being woken cost both
/// sides microseconds, in a virtual machine tens of them: more than a quick peer needs for its answer.
/// </summary>
/// <remarks>
/// The right to look is earned by sleeps that were so short that looking would have ended them, and lost by looking in vain. So an idle
/// loop and one with slow peers sleep.
/// </remarks>
internal struct BusyWait
{
    /// <summary>How long one may look.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(30);

    // A sleep is as long as the event took and the waking up.
    private static readonly TimeSpan ShortSleep = TimeSpan.FromMicroseconds(100);

    private const int Worthwhile = 4;
    private const int Most = 16;
    private const int CostOfVain = 4;

    // With one processor the peer cannot work while we look.
    private static readonly bool IsPossible = Environment.ProcessorCount > 1;

    private int _score;

    public readonly bool IsWorthwhile => IsPossible && _score >= Worthwhile;

    public void NoteFound() => _score = Math.Min(_score + 1, Most);

    public void NoteVain() => _score -= CostOfVain;

    public void NoteSlept(TimeSpan slept) => _score = slept <= ShortSleep ? Math.Min(_score + 1, Most) : Math.Max(_score - 1, 0);
}
