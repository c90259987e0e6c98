using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.Versioning;
using System.Threading;
using NetKit.Bench.Load;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Bench.Wire;

/// <summary>
/// Joins two kernels through the device behind <c>netkit attach --impair</c>: a TAP in each namespace and an <see cref="ImpairedLink{TDevice}"/>
/// between them, where NetKit would have its node. So two TCPs of Linux meet what NetKit's TCP meets.
/// </summary>
internal sealed class ImpairedWire : IDisposable
{
    /// <summary>The first argument that makes this program a wire.</summary>
    public const string Argument = "wire";

    private const int NanosecondsPerTick = 100;

    private readonly byte[] _headers = new byte[FrameCutter.MaximumHeaders];
    private readonly TapPort _near;
    private readonly TapPort _far;
    private readonly ImpairedLink<TapDevice> _link;
    private readonly Impaired<TapDevice> _node;

    private ImpairedWire(TapPort near, TapPort far, ImpairmentOptions options)
    {
        _near = near;
        _far = far;
        _link = new ImpairedLink<TapDevice>(new TapDevice(near), options);
        _node = new Impaired<TapDevice>(_link);
    }

    /// <summary>Carries frames until one of the namespaces is gone. Arguments: those of <see cref="CommandFor"/>.</summary>
    [SupportedOSPlatform("linux")]
    public static int Run(IReadOnlyList<string> arguments)
    {
        ImpairmentOptions options = new()
        {
            Delay = TimeSpan.FromMilliseconds(double.Parse(arguments[2], CultureInfo.InvariantCulture)),
            Loss = double.Parse(arguments[3], CultureInfo.InvariantCulture) / 100,
            Seed = ulong.Parse(arguments[4], CultureInfo.InvariantCulture),
        };
        int mtu = int.Parse(arguments[5], CultureInfo.InvariantCulture);
        using TapPort near = Open(arguments[0], arguments[6], mtu);
        using TapPort far = Open(arguments[1], arguments[7], mtu);
        using ImpairedWire wire = new(near, far, options);
        while (!near.IsGone && !far.IsGone)
        {
            wire.Turn(new Instant(MonotonicClock.Nanoseconds / NanosecondsPerTick));

            // Against delays of many milliseconds this is nothing, and it leaves the machine to those who are measured.
            Thread.Sleep(1);
        }

        return 0;
    }

    /// <summary>What <see cref="Run"/> understands, behind the program's name. Addresses are of the two ends, in one network of 24 bits.</summary>
    public static string[] CommandFor(string near, string far, Impairment impairment, ulong seed, int mtu, string nearAddress, string farAddress) =>
    [
        Argument, near, far, impairment.Milliseconds.ToString(CultureInfo.InvariantCulture),
        impairment.LossPercent.ToString(CultureInfo.InvariantCulture), seed.ToString(CultureInfo.InvariantCulture),
        mtu.ToString(CultureInfo.InvariantCulture), nearAddress, farAddress,
    ];

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    [SupportedOSPlatform("linux")]
    private static TapPort Open(string path, string address, int mtu)
    {
        TapConfiguration configuration = new()
        {
            Mtu = mtu,
            Ipv6 = false,
            Address = IpAddress.TryParse(address, out IpAddress own) ? own : throw new BenchException($"{address} is no address."),
        };
        TapFailure? failure = TapInNamespace.TryOpen(NamespaceTarget.OfPath(path), configuration, [], out TapPort? port);
        return port ?? throw new BenchException(failure!.Sentence);
    }

    private void Turn(Instant now)
    {
        _near.OnReadable();
        _far.OnReadable();
        _link.Advance(now);
        while (_node.TryReceive(out ReceivedFrame frame))
        {
            _far.Send(new OutgoingFrame(frame.Octets, default, default, FrameOffload.Complete));
        }

        while (_far.TryReceive(out ReceivedFrame frame))
        {
            Carry(new OutgoingFrame(frame.Octets, default, default, frame.Offload));
        }

        _node.Flush();
    }

    private void Carry(in OutgoingFrame frame)
    {
        if (!frame.Offload.NeedsChecksum || !FrameCutter.TryCreate(frame, _headers, out FrameCutter cutter))
        {
            _node.Send(frame);
            return;
        }

        while (cutter.TryNext(out OutgoingFrame piece))
        {
            _node.Send(piece);
        }
    }
}
