using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>
/// Starting and replacing processes where <see cref="System.Diagnostics.Process"/> does not reach: handing exactly one descriptor on, and becoming
/// another program. No shell is involved.
/// </summary>
public static unsafe class ChildProcess
{
    private const int SignalPipe = 13;          // SIGPIPE on both systems
    private const short SetSignalDefault = 4;   // POSIX_SPAWN_SETSIGDEF
    private const short SetSignalMask = 8;      // POSIX_SPAWN_SETSIGMASK
    private const int OpaqueLength = 512;       // posix_spawnattr_t is 336 octets on glibc, a pointer on Darwin; sigset_t 128 or 4

    /// <summary>
    /// Starts a program with the standard streams of this one and with <paramref name="handedOn"/> as descriptor <paramref name="asNumber"/>;
    /// everything else is close-on-exec. The program is looked up in PATH. Collect it with <see cref="Wait"/>.
    /// </summary>
    public static Errno Start(IReadOnlyList<string> command, Fd handedOn, int asNumber, out int pid)
    {
        byte* actions = stackalloc byte[OpaqueLength];
        byte* attributes = stackalloc byte[OpaqueLength];
        byte* signals = stackalloc byte[OpaqueLength];
        byte** arguments = ToNative(command);
        byte** environment = ToNative(CurrentEnvironment());
        _ = Libc.SpawnActionsInit(actions);
        _ = Libc.SpawnAttributesInit(attributes);
        try
        {
            _ = Libc.SpawnActionsAddDup2(actions, handedOn.Value, asNumber);
            _ = Libc.SpawnAttributesSetFlags(attributes, SetSignalDefault | SetSignalMask);
            _ = Libc.SigFillSet(signals);
            _ = Libc.SpawnAttributesSetSigDefault(attributes, signals);
            _ = Libc.SigEmptySet(signals);
            _ = Libc.SpawnAttributesSetSigMask(attributes, signals);
            int child = 0;
            int error = Libc.PosixSpawnP(&child, arguments[0], actions, attributes, arguments, environment);
            pid = child;
            return SystemErrno.From(error);
        }
        finally
        {
            _ = Libc.SpawnActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
            Free(arguments);
            Free(environment);
        }
    }

    /// <summary>Waits until a child ends: its exit status, or 128 and the signal that ended it, as a shell says it.</summary>
    public static Errno Wait(int pid, out int status)
    {
        int raw = 0;
        int waited;
        do
        {
            waited = Libc.WaitPid(pid, &raw, 0);
        }
        while (waited < 0 && SystemErrno.Last() == Errno.Interrupted);

        int signal = raw & 0x7F;
        status = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal;
        return SystemErrno.Of(waited);
    }

    /// <summary>Becomes another program, looked up in PATH. Returns only when that fails.</summary>
    public static Errno Replace(IReadOnlyList<string> command)
    {
        // .NET ignores SIGPIPE, and what is ignored stays so across exec: "yes | head" would never end.
        nint former = Libc.Signal(SignalPipe, 0);
        byte** arguments = ToNative(command);
        _ = Libc.ExecVp(arguments[0], arguments);
        Errno error = SystemErrno.Last();
        Free(arguments);
        _ = Libc.Signal(SignalPipe, former);
        return error;
    }

    public static Errno Signal(int pid, int signal) => SystemErrno.Of(Libc.Kill(pid, signal));

    private static List<string> CurrentEnvironment()
    {
        List<string> variables = [];
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables.Add($"{variable.Key}={variable.Value}");
        }

        return variables;
    }

    private static byte** ToNative(IReadOnlyList<string> command)
    {
        byte** native = (byte**)NativeMemory.AllocZeroed((nuint)(command.Count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < command.Count; i++)
        {
            native[i] = (byte*)Marshal.StringToCoTaskMemUTF8(command[i]);
        }

        return native;
    }

    private static void Free(byte** native)
    {
        for (byte** one = native; *one is not null; one++)
        {
            Marshal.FreeCoTaskMem((nint)(*one));
        }

        NativeMemory.Free(native);
    }
}
