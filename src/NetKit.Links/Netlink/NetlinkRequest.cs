using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Netlink;

/// <summary>
/// Writes one rtnetlink message: <c>nlmsghdr</c>, a fixed part, attributes (netlink(7), rtnetlink(7)). Numbers are in host order, which is
/// little-endian; everything begins at a multiple of four. The buffer is the caller's and large enough: the requests of <see cref="LinkRequests"/>
/// have a bounded size.
/// </summary>
internal ref struct NetlinkRequest
{
    private const int HeaderLength = 16;
    private const int AttributeHeader = 4;
    private const int Alignment = 4;
    private const ushort Request = 0x001;           // NLM_F_REQUEST
    private const ushort Acknowledge = 0x004;       // NLM_F_ACK

    private readonly Span<byte> _buffer;
    private int _length;

    /// <param name="buffer">Where the message is written.</param>
    /// <param name="type">RTM_*.</param>
    /// <param name="flags">NLM_F_* beside request and acknowledge.</param>
    public NetlinkRequest(Span<byte> buffer, ushort type, ushort flags)
    {
        _buffer = buffer;
        _buffer.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer[6..], (ushort)(flags | Request | Acknowledge));
        _length = HeaderLength;
    }

    /// <summary>Reserves the fixed part behind the header, zeroed, for the caller to fill.</summary>
    public Span<byte> Fixed(int length)
    {
        Debug.Assert(_length == HeaderLength && length % Alignment == 0, "One fixed part, in front of the attributes.");
        _length += length;
        return _buffer.Slice(HeaderLength, length);
    }

    public void Add(ushort type, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(type, sizeof(uint)), value);

    public void Add(ushort type, MacAddress value) => value.WriteTo(Reserve(type, MacAddress.Length));

    public void Add(ushort type, IpAddress value)
    {
        if (value.IsV4)
        {
            value.WriteV4(Reserve(type, IpAddress.V4Length));
        }
        else
        {
            value.WriteV6(Reserve(type, IpAddress.V6Length));
        }
    }

    /// <summary>Adds a name with its terminating zero.</summary>
    public void Add(ushort type, string value) => _ = Encoding.ASCII.GetBytes(value, Reserve(type, value.Length + 1));

    /// <summary>The finished message.</summary>
    public readonly ReadOnlySpan<byte> Finish()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer, _length);
        return _buffer[.._length];
    }

    private Span<byte> Reserve(ushort type, int length)
    {
        Span<byte> attribute = _buffer.Slice(_length, AttributeHeader + length);
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, (ushort)attribute.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(attribute[2..], type);
        _length += (attribute.Length + Alignment - 1) / Alignment * Alignment;
        return attribute[AttributeHeader..];
    }
}
