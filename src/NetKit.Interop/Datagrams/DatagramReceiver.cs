using System;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using NetKit.Interop.Posix;

namespace NetKit.Interop.Datagrams;

/// <summary>
/// A recvmmsg call and the pinned slab it fills. One per loop: what was received is handed on before the next socket is read.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed unsafe class DatagramReceiver
{
    /// <summary>The most octets one receive brings: a datagram is shorter, a run of joined ones may be this long.</summary>
    public const int MaximumPayload = 65_535;

    private const int NameStride = 32;
    private const int ControlStride = 192;

    // Slots a power of two apart would all begin in the same few cache sets; small datagrams touch only the beginnings.
    private const int SlotStride = 65_536 + (5 * 64);

    private readonly byte[] _slab;
    private readonly byte[] _names;
    private readonly byte[] _controls;
    private readonly MultiMessageHeader[] _messages;
    private readonly IoVector[] _vectors;

    /// <param name="capacity">Messages of one call; each takes 64 KiB of address space, and memory once it has been used in full.</param>
    public DatagramReceiver(int capacity)
    {
        _slab = GC.AllocateUninitializedArray<byte>(capacity * SlotStride, pinned: true);
        _names = GC.AllocateArray<byte>(capacity * NameStride, pinned: true);
        _controls = GC.AllocateArray<byte>(capacity * ControlStride, pinned: true);
        _messages = GC.AllocateArray<MultiMessageHeader>(capacity, pinned: true);
        _vectors = GC.AllocateArray<IoVector>(capacity, pinned: true);
        for (int i = 0; i < capacity; i++)
        {
            _vectors[i] = new IoVector { Base = (byte*)Unsafe.AsPointer(ref _slab[i * SlotStride]), Length = MaximumPayload };
            _messages[i].Header = new MessageHeader
            {
                Name = (byte*)Unsafe.AsPointer(ref _names[i * NameStride]),
                Vectors = (IoVector*)Unsafe.AsPointer(ref _vectors[i]),
                VectorCount = 1,
                Control = (byte*)Unsafe.AsPointer(ref _controls[i * ControlStride]),
            };
            Rearm(i);
        }
    }

    public int Capacity => _messages.Length;

    /// <summary>
    /// Receives what is there, up to the capacity; the count is of messages. Fewer than the capacity means that the socket is empty, or
    /// that it has an error of which readiness will tell.
    /// </summary>
    public IoResult Receive(Fd fd)
    {
        MultiMessageHeader* messages = (MultiMessageHeader*)Unsafe.AsPointer(ref _messages[0]);
        int received;
        do
        {
            received = LinuxDatagram.RecvMMsg(fd.Value, messages, (uint)_messages.Length, LinuxDatagram.MessageDontWait, null);
        }
        while (received < 0 && SystemErrno.Last() == Errno.Interrupted);

        return received < 0 ? IoResult.Failed(SystemErrno.Last()) : IoResult.Moved(received);
    }

    /// <summary>
    /// Reads message <paramref name="index"/> of the last call and makes its slot ready for the next: to be called once for each.
    /// </summary>
    public ReceivedDatagram Take(int index)
    {
        ref MultiMessageHeader message = ref _messages[index];
        ReadOnlySpan<byte> name = _names.AsSpan(index * NameStride, (int)Math.Min(message.Header.NameLength, NameStride));
        _ = SocketAddress.TryRead(name, SocketConstants.Current, out SocketEndpoint from);
        int controlLength = (int)Math.Min((uint)message.Header.ControlLength, ControlStride);
        ReceivedControl control = ReceivedControl.Read(_controls.AsSpan(index * ControlStride, controlLength));
        int length = (int)Math.Min(message.Length, MaximumPayload);
        Rearm(index);
        return new ReceivedDatagram
        {
            From = from,
            To = control.To,
            TimeToLive = control.TimeToLive,
            TrafficClass = control.TrafficClass,
            SegmentSize = control.SegmentSize < length ? control.SegmentSize : 0,
            Payload = _slab.AsSpan(index * SlotStride, length),
        };
    }

    private void Rearm(int index)
    {
        ref MessageHeader header = ref _messages[index].Header;
        header.NameLength = NameStride;
        header.ControlLength = ControlStride;
    }
}
