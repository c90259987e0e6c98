using System;
using System.Buffers.Binary;

namespace NetKit.Links.Captures;

/// <summary>Walks over the options of a pcapng block; ends at the first that does not fit.</summary>
internal ref struct PcapngOptions(ReadOnlySpan<byte> options, bool isBigEndian)
{
    private ReadOnlySpan<byte> _rest = options;

    public bool TryNext(out ushort code, out ReadOnlySpan<byte> value)
    {
        code = 0;
        value = default;
        if (_rest.Length < 4)
        {
            return false;
        }

        code = Read(_rest);
        int length = Read(_rest[2..]);
        if (code == PcapngBlock.OptionEnd || length > _rest.Length - 4)
        {
            return false;
        }

        value = _rest.Slice(4, length);
        _rest = _rest[Math.Min(4 + ((length + 3) & ~3), _rest.Length)..];
        return true;
    }

    private readonly ushort Read(ReadOnlySpan<byte> octets) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);
}
