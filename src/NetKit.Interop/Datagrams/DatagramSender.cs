using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NetKit.Interop.Posix;

namespace NetKit.Interop.Datagrams;

/// <summary>
/// A sendmmsg call in the making. Payload lies in a pinned slab; a message is a target and pieces of the slab, which need not be
/// neighbours. One per loop: the arrays are used again for every batch and every socket.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed unsafe class DatagramSender
{
    private const int NameStride = 32;
    private const int ControlStride = 128;

    private readonly byte[] _slab;
    private readonly byte[] _names;
    private readonly byte[] _controls;
    private readonly MultiMessageHeader[] _messages;
    private readonly IoVector[] _vectors;
    private int _messageCount;
    private int _pieceCount;

    /// <param name="slabOctets">Room for payload.</param>
    /// <param name="maximumMessages">Messages of one batch.</param>
    /// <param name="maximumPieces">Pieces of all messages of one batch.</param>
    public DatagramSender(int slabOctets, int maximumMessages, int maximumPieces)
    {
        _slab = GC.AllocateUninitializedArray<byte>(slabOctets, pinned: true);
        _names = GC.AllocateArray<byte>(maximumMessages * NameStride, pinned: true);
        _controls = GC.AllocateArray<byte>(maximumMessages * ControlStride, pinned: true);
        _messages = GC.AllocateArray<MultiMessageHeader>(maximumMessages, pinned: true);
        _vectors = GC.AllocateArray<IoVector>(maximumPieces, pinned: true);
    }

    /// <summary>Where payload is gathered; pieces name places in it.</summary>
    public Span<byte> Slab => _slab;

    /// <summary>Messages begun since <see cref="Clear"/>.</summary>
    public int Count => _messageCount;

    public void Clear()
    {
        _messageCount = 0;
        _pieceCount = 0;
    }

    /// <summary>Begins a message; the caller keeps to the maximum it asked for.</summary>
    public void Begin(in DatagramTarget target)
    {
        int index = _messageCount++;
        Span<byte> name = _names.AsSpan(index * NameStride, NameStride);
        Span<byte> control = _controls.AsSpan(index * ControlStride, ControlStride);
        int nameLength = TargetEncoder.WriteAddress(name, target.To);
        int controlLength = TargetEncoder.WriteControl(control, target);

        ref MessageHeader header = ref _messages[index].Header;
        header.Name = AddressOf(name);
        header.NameLength = (uint)nameLength;
        header.Control = controlLength == 0 ? null : AddressOf(control);
        header.ControlLength = (nuint)controlLength;
        header.Vectors = null;
        header.VectorCount = 0;
    }

    /// <summary>Appends octets of the slab to the message begun last.</summary>
    public void AddPiece(int offset, int length)
    {
        int index = _pieceCount++;
        _vectors[index] = new IoVector { Base = AddressOf(_slab.AsSpan(offset, length)), Length = (nuint)length };
        ref MessageHeader header = ref _messages[_messageCount - 1].Header;
        if (header.VectorCount == 0)
        {
            header.Vectors = (IoVector*)Unsafe.AsPointer(ref _vectors[index]);
        }

        header.VectorCount++;
    }

    /// <summary>
    /// Sends the messages from <paramref name="first"/> on; the count is of messages and may be short. An error belongs to message
    /// <paramref name="first"/>, or is one that the socket had stored (then the message has not been tried).
    /// </summary>
    public IoResult Send(Fd fd, int first)
    {
        MultiMessageHeader* messages = (MultiMessageHeader*)Unsafe.AsPointer(ref _messages[first]);
        int sent;
        do
        {
            sent = LinuxDatagram.SendMMsg(
                fd.Value, messages, (uint)(_messageCount - first), LinuxDatagram.MessageDontWait | LinuxDatagram.MessageNoSignal);
        }
        while (sent < 0 && SystemErrno.Last() == Errno.Interrupted);

        return sent < 0 ? IoResult.Failed(SystemErrno.Last()) : IoResult.Moved(sent);
    }

    /// <summary>Sends one datagram, or one run of equal ones, from where it lies. The count is of octets.</summary>
    public static IoResult SendOne(Fd fd, in DatagramTarget target, ReadOnlySpan<byte> payload) => SendOne(fd, target, payload, default);

    /// <summary>Sends one datagram whose octets lie in two places, e.g. a header and what it heads.</summary>
    public static IoResult SendOne(Fd fd, in DatagramTarget target, ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
    {
        byte* name = stackalloc byte[SocketAddress.MaximumLength];
        byte* control = stackalloc byte[TargetEncoder.MaximumControl];
        int nameLength = TargetEncoder.WriteAddress(new Span<byte>(name, SocketAddress.MaximumLength), target.To);
        int controlLength = TargetEncoder.WriteControl(new Span<byte>(control, TargetEncoder.MaximumControl), target);
        fixed (byte* firstStart = first, restStart = rest)
        {
            IoVector* vectors = stackalloc IoVector[2];
            vectors[0] = new IoVector { Base = firstStart, Length = (nuint)first.Length };
            vectors[1] = new IoVector { Base = restStart, Length = (nuint)rest.Length };
            MessageHeader header = new()
            {
                Name = name,
                NameLength = (uint)nameLength,
                Vectors = vectors,
                VectorCount = rest.IsEmpty ? 1u : 2u,
                Control = controlLength == 0 ? null : control,
                ControlLength = (nuint)controlLength,
            };
            nint sent;
            do
            {
                sent = Libc.SendMsg(fd.Value, &header, LinuxDatagram.MessageDontWait | LinuxDatagram.MessageNoSignal);
            }
            while (sent < 0 && SystemErrno.Last() == Errno.Interrupted);

            return sent < 0 ? IoResult.Failed(SystemErrno.Last()) : IoResult.Moved((int)sent);
        }
    }

    // The arrays are pinned for life and are fields of this object.
    private static byte* AddressOf(Span<byte> pinned) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(pinned));
}
