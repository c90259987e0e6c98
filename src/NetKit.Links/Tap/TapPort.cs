using System;
using System.Collections.Immutable;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Netstack.Link;

namespace NetKit.Links.Tap;

/// <summary>
/// An open TAP, or one queue of it: its descriptor, which it closes, and the buffer that frames are read into. One thread uses it at a time.
/// </summary>
/// <remarks>
/// A read moves one frame and a write one frame, however large: with segmentation offload that is up to 64 KiB. Nothing is copied
/// here and nothing is kept back, so a full device cannot happen on the way out (the kernel's receive path has no queue that a write waits for), and
/// on the way in the kernel keeps as many frames as the interface's transmit queue is long, then makes the sending socket wait or drops.
/// </remarks>
public sealed class TapPort : ISwitchedLink
{
    private const int LargestIpPacket = 65535;
    private const int EthernetHeader = 14;
    private const int VlanTag = 4;
    private const int BufferLength = VirtioNetCodec.Length + EthernetHeader + VlanTag + LargestIpPacket;

    // What leaves with one call together; four of the largest are in the processor's cache when they do.
    private const int FramesKept = 4;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(FramesKept * BufferLength, pinned: true);
    private int _kept;
    private bool _isDrained;
    private bool _disposed;

    private TapPort(Fd fd, string interfaceName, LinkCapabilities capabilities)
    {
        Fd = fd;
        InterfaceName = interfaceName;
        Capabilities = capabilities;
    }

    /// <summary>To be watched for readiness.</summary>
    public Fd Fd { get; }

    public string InterfaceName { get; }

    public LinkCapabilities Capabilities { get; }

    /// <summary>
    /// The interface's other queues, in their order, where it was made with several. They are this port's and closed with it, until somebody takes them
    /// (<see cref="TakeQueues"/>).
    /// </summary>
    public ImmutableArray<TapPort> Queues { get; private set; } = [];

    /// <summary>The interface was removed, e.g. with its namespace: nothing will ever move again.</summary>
    public bool IsGone { get; private set; }

    /// <summary>
    /// Takes over the descriptors of an interface: sets the header's length, asks for as much offload as the kernel has, and has flows steered to
    /// their queues where there are several. On failure they are closed.
    /// </summary>
    [SupportedOSPlatform("linux")]
    public static TapFailure? TryAdopt(ReadOnlySpan<Fd> queues, int mtu, out TapPort? port)
    {
        port = null;
        TapPort[] ports = new TapPort[queues.Length];
        Errno error = Errno.None;
        for (int i = 0; i < queues.Length && error == Errno.None; i++)
        {
            error = TryAdopt(queues[i], mtu, out ports[i]!);
        }

        if (error != Errno.None)
        {
            TapSetup.CloseAll(queues);
            return new TapFailure($"The kernel's TAP does not speak the virtio-net header ({error}); it takes Linux 3.15 or newer.");
        }

        error = queues.Length > 1 ? FlowSteering.Apply(queues[0]) : Errno.None;
        if (error != Errno.None)
        {
            TapSetup.CloseAll(queues);
            return new TapFailure(
                $"The kernel does not let NetKit say which loop a flow is for ({error}): several loops take root or CAP_BPF; go without --loops.");
        }

        port = ports[0];
        port.Queues = [.. ports[1..]];
        return null;
    }

    /// <summary>Gives the other queues away.</summary>
    public ImmutableArray<TapPort> TakeQueues()
    {
        ImmutableArray<TapPort> taken = Queues;
        Queues = [];
        return taken;
    }

    /// <summary>Reads the next frame, behind those that are kept. False: nothing is waiting, or the interface is gone.</summary>
    public bool TryReceive(out ReceivedFrame frame)
    {
        while (!_isDrained)
        {
            Span<byte> room = _buffer.AsSpan(_kept * BufferLength, BufferLength);
            IoResult read = Files.Read(Fd, room);
            if (!read.IsOk)
            {
                _isDrained = true;
                _kept = 0;
                IsGone |= IsEnd(read.Error);
                frame = default;
                return false;
            }

            ReadOnlySpan<byte> octets = room[..read.Count];
            if (VirtioNetCodec.TryRead(octets, out FrameOffload offload))
            {
                _kept = (_kept + 1) % FramesKept;
                frame = new ReceivedFrame(octets[VirtioNetCodec.Length..], offload) { IsPinned = true, IsKept = _kept > 0 };
                return true;
            }
        }

        frame = default;
        return false;
    }

    /// <summary>Nothing was waiting when the last read said so; the edge says that something is.</summary>
    public void OnReadable() => _isDrained = false;

    public SendOutcome Send(in OutgoingFrame frame)
    {
        Span<byte> header = stackalloc byte[VirtioNetCodec.Length];
        VirtioNetCodec.Write(header, frame.Offload);
        IoResult written = Files.Write(Fd, header, frame.Headers, frame.Payload, frame.PayloadRest);
        if (written.IsOk)
        {
            return SendOutcome.Sent;
        }

        if (IsEnd(written.Error))
        {
            IsGone = true;
            return SendOutcome.Gone;
        }

        // EIO: the interface is down, and this frame is lost as on an unplugged wire. EINVAL: the kernel does not like its headers.
        return written.Error is Errno.Again or Errno.NoBufferSpace or Errno.OutOfMemory ? SendOutcome.Full : SendOutcome.Refused;
    }

    /// <summary>Nothing to do: a TAP takes one frame per write, and each went out when it was sent.</summary>
    public void Flush()
    {
    }

    /// <summary>Lets the interface stay when this is disposed of, or go.</summary>
    [SupportedOSPlatform("linux")]
    public Errno SetPersistent(bool persistent) => _disposed ? Errno.BadFile : TunDevice.SetPersistent(Fd, persistent);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Files.Close(Fd);
            foreach (TapPort queue in Queues)
            {
                queue.Dispose();
            }
        }
    }

    private static bool IsEnd(Errno error) => error is Errno.BadState or Errno.BadFile or Errno.NoSuchDevice;

    [SupportedOSPlatform("linux")]
    private static Errno TryAdopt(Fd fd, int mtu, out TapPort? port)
    {
        port = null;
        Errno error = TunDevice.InterfaceName(fd, out string name);
        error = error == Errno.None ? TunDevice.SetVnetHeaderLength(fd, VirtioNetCodec.Length) : error;
        if (error != Errno.None)
        {
            return error;
        }

        TunFeatures features = Negotiate(fd);
        port = new TapPort(fd, name, new LinkCapabilities(
            mtu,
            CompletesChecksums: (features & TunFeatures.Checksum) != 0,
            SegmentsTcp: (features & TunFeatures.Tso4) != 0,
            SegmentsUdp: (features & TunFeatures.Uso4) != 0));
        return Errno.None;
    }

    [SupportedOSPlatform("linux")]
    private static TunFeatures Negotiate(Fd fd)
    {
        const TunFeatures Tcp = TunFeatures.Checksum | TunFeatures.Tso4 | TunFeatures.Tso6;
        foreach (TunFeatures features in (ReadOnlySpan<TunFeatures>)[Tcp | TunFeatures.Uso4 | TunFeatures.Uso6, Tcp, TunFeatures.Checksum])
        {
            if (TunDevice.SetFeatures(fd, features) == Errno.None)
            {
                return features;
            }
        }

        return TunFeatures.None;
    }
}
