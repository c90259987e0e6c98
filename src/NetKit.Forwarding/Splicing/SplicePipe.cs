using System;
using System.Runtime.Versioning;
using NetKit.Interop;

namespace NetKit.Forwarding.Splicing;

/// <summary>A pipe on the way from one socket to another: a buffer in the kernel. Loop thread only.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SplicePipe
{
    private readonly Fd _readEnd;
    private readonly Fd _writeEnd;
    private readonly int _capacity;

    private SplicePipe(Fd readEnd, Fd writeEnd, int capacity)
    {
        _readEnd = readEnd;
        _writeEnd = writeEnd;
        _capacity = capacity;
    }

    /// <summary>Octets in it.</summary>
    public int Held { get; private set; }

    /// <summary>Null: no descriptor is left.</summary>
    public static SplicePipe? Open(int octets) => Pipes.Open(out Fd readEnd, out Fd writeEnd) == Errno.None
        ? new SplicePipe(readEnd, writeEnd, Pipes.Resize(writeEnd, octets))
        : null;

    /// <summary>Takes what a socket has. Only into an empty pipe: otherwise nobody knew what <see cref="Errno.Again"/> means.</summary>
    public IoResult Fill(Fd source)
    {
        IoResult moved = Pipes.Splice(source, _writeEnd, _capacity);
        Held += moved.Count;
        return moved;
    }

    /// <summary>Takes octets that have been read already; an empty pipe has room for two pages at least. False: it had not.</summary>
    public bool Keep(ReadOnlySpan<byte> octets)
    {
        int written = Files.Write(_writeEnd, octets).Count;
        Held += written;
        return written == octets.Length;
    }

    /// <summary>Gives a socket as much as it takes.</summary>
    public IoResult Empty(Fd sink)
    {
        IoResult moved = Pipes.Splice(_readEnd, sink, Held);
        Held -= moved.Count;
        return moved;
    }

    public void Close()
    {
        Files.Close(_readEnd);
        Files.Close(_writeEnd);
    }
}
