using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>What signals do to this process (signal(7)).</summary>
public static class ProcessSignals
{
    private const nint Ignored = 1;             // SIG_IGN

    /// <summary>A signal does nothing from here on, e.g. the Ctrl-C that a terminal sends to everybody in front of it.</summary>
    public static void Ignore(int signal) => _ = Libc.Signal(signal, Ignored);
}
