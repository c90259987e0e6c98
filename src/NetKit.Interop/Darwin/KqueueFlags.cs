namespace NetKit.Interop.Darwin;

/// <summary>Actions and answers in <see cref="KernelEvent.Flags"/> (sys/event.h).</summary>
internal static class KqueueFlags
{
    public const ushort Add = 0x0001;
    public const ushort Delete = 0x0002;

    /// <summary>EV_CLEAR: report the change, not the state. Edge-triggered.</summary>
    public const ushort Clear = 0x0020;

    public const ushort Error = 0x4000;
    public const ushort EndOfFile = 0x8000;
}
