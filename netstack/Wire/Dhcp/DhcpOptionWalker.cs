using System;

namespace NetKit.Netstack.Wire.Dhcp;

/// <summary>
/// Steps through the options of a message in the order in which parts of one value are joined: the options field, then file, then sname
/// as far as option 52 says so (RFC 3396 §5). <see cref="Error"/> tells an early end from the lawful one.
/// </summary>
public ref struct DhcpOptionWalker
{
    private readonly ReadOnlySpan<byte> _file;
    private readonly ReadOnlySpan<byte> _serverName;
    private ReadOnlySpan<byte> _rest;
    private DhcpOverload _unread;
    private bool _isInOptions = true;

    internal DhcpOptionWalker(ReadOnlySpan<byte> options, ReadOnlySpan<byte> file, ReadOnlySpan<byte> serverName)
    {
        _rest = options;
        _file = file;
        _serverName = serverName;
    }

    public DhcpOption Current { get; private set; }

    public WireError Error { get; private set; }

    /// <summary>A field may end without an end option: BOOTP clients fill theirs with zeros (RFC 951 §3).</summary>
    public bool MoveNext()
    {
        while (Error is WireError.None)
        {
            _rest = _rest.TrimStart((byte)DhcpOptionCode.Pad);
            if (_rest.IsEmpty || _rest[0] == (byte)DhcpOptionCode.End)
            {
                if (!TryNextField())
                {
                    return false;
                }

                continue;
            }

            Error = TryRead();
            return Error is WireError.None;
        }

        return false;
    }

    private WireError TryRead()
    {
        if (_rest.Length < DhcpOption.PrefixLength || _rest.Length < DhcpOption.PrefixLength + _rest[1])
        {
            return WireError.Truncated;
        }

        Current = new DhcpOption((DhcpOptionCode)_rest[0], _rest.Slice(DhcpOption.PrefixLength, _rest[1]));
        _rest = _rest[(DhcpOption.PrefixLength + _rest[1])..];
        return Current.Code is DhcpOptionCode.Overload && _isInOptions ? NoteOverload(Current.Data) : WireError.None;
    }

    private WireError NoteOverload(ReadOnlySpan<byte> data)
    {
        if (data.Length != 1)
        {
            return WireError.BadLength;
        }

        _unread = (DhcpOverload)data[0];
        return data[0] is >= 1 and <= 3 ? WireError.None : WireError.BadValue;
    }

    private bool TryNextField()
    {
        _isInOptions = false;
        DhcpOverload next = (_unread & DhcpOverload.File) != 0 ? DhcpOverload.File : _unread;
        _unread &= ~next;
        _rest = next switch
        {
            DhcpOverload.File => _file,
            DhcpOverload.ServerName => _serverName,
            _ => default,
        };
        return next is not DhcpOverload.None;
    }
}
