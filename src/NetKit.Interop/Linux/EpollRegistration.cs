using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NetKit.Interop.Linux;

/// <summary>
/// <c>struct epoll_event</c> { uint32 events; uint64 data }: packed to 12 octets on x86-64, 16 octets elsewhere
/// (sys/epoll.h, EPOLL_PACKED).
/// </summary>
internal static class EpollRegistration
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const uint Error = 0x008;
    public const uint HangUp = 0x010;
    public const uint PeerShutdown = 0x2000;
    public const uint EdgeTriggered = 1u << 31;

    public static int Size => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private static int DataAt => Size - sizeof(long);

    public static void Write(Span<byte> destination, uint events, long token)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, events);
        BinaryPrimitives.WriteInt64LittleEndian(destination[DataAt..], token);
    }

    public static PollEvent Read(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(octets[DataAt..]), ToReadiness(BinaryPrimitives.ReadUInt32LittleEndian(octets)));

    /// <summary>The peer's FIN comes as <see cref="Readiness.Readable"/>: a read finds it behind the last data.</summary>
    public static uint FromReadiness(Readiness interest) =>
        ((interest & Readiness.Readable) != 0 ? In | PeerShutdown : 0) | ((interest & Readiness.Writable) != 0 ? Out : 0);

    public static Readiness ToReadiness(uint events) =>
        ((events & (In | PeerShutdown | HangUp)) != 0 ? Readiness.Readable : Readiness.None)
        | ((events & Out) != 0 ? Readiness.Writable : Readiness.None)
        | ((events & HangUp) != 0 ? Readiness.HangUp : Readiness.None)
        | ((events & (PeerShutdown | HangUp)) != 0 ? Readiness.PeerClosed : Readiness.None)
        | ((events & Error) != 0 ? Readiness.Error : Readiness.None);
}
