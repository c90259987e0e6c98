using System;
using System.Buffers.Binary;

namespace NetKit.Interop.Datagrams;

/// <summary>Walks the ancillary data that the kernel left, in the layout that <see cref="ControlMessageWriter"/> describes.</summary>
internal ref struct ControlMessageReader(ReadOnlySpan<byte> control)
{
    private ReadOnlySpan<byte> _rest = control;

    public int Level { get; private set; }

    public int Type { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    public bool TryNext()
    {
        if (_rest.Length < ControlMessageWriter.HeaderLength)
        {
            return false;
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
        if (length < ControlMessageWriter.HeaderLength || length > (ulong)_rest.Length)
        {
            return false;
        }

        Level = BinaryPrimitives.ReadInt32LittleEndian(_rest[8..]);
        Type = BinaryPrimitives.ReadInt32LittleEndian(_rest[12..]);
        Data = _rest[ControlMessageWriter.HeaderLength..(int)length];
        _rest = _rest[Math.Min(_rest.Length, ControlMessageWriter.Align((int)length))..];
        return true;
    }

    /// <summary>The value of a message that the kernel writes as an octet or as an int, depending on the option and its version.</summary>
    public readonly int ReadNumber() => Data.Length switch
    {
        >= sizeof(int) => BinaryPrimitives.ReadInt32LittleEndian(Data),
        > 0 => Data[0],
        _ => 0,
    };
}
