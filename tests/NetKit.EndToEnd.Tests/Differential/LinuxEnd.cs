using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using NetKit.Interop;
using NetKit.Links.Tap;
using NetKit.Netstack.Link;
using NUnit.Framework;
using NetworkNamespace = NetKit.EndToEnd.Tests.Harness.NetworkNamespace;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>The kernel's TCP behind a TAP whose other end is the test.</summary>
internal sealed class LinuxEnd : ITcpEnd
{
    // Longer than an acknowledgement is delayed (40 ms in the kernel), shorter than the first retransmission (200 ms).
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(60);

    private readonly NetworkNamespace _place;
    private readonly TapPort _tap;
    private Socket? _listener;
    private Socket? _socket;
    private bool _hesitates;

    public LinuxEnd(NetworkNamespace place, TapPort tap, ushort number, bool refuses)
    {
        (_place, _tap) = (place, tap);
        OwnPort = (ushort)(7000 + number);
        PeerPort = (ushort)(50_000 + number);
        if (!refuses)
        {
            _listener = place.Listen(Segments.Own.ToString(), OwnPort);
            _listener.Blocking = false;
        }
    }

    public ushort OwnPort { get; }

    public ushort PeerPort { get; }

    public static TapPort OpenTap(NetworkNamespace place)
    {
        TapPort tap = place.Inside(() =>
        {
            TapConfiguration configuration = new()
            {
                InterfaceName = "tap0",
                Mtu = 1500,
                Mac = Segments.OwnMac,
                Ipv6 = false,
                Address = Segments.Own,
                PrefixLength = 24,
            };
            TapFailure? failure = TapInNamespace.TryOpenHere(configuration, out TapPort? port);
            Assert.That(failure?.Sentence, Is.Null);
            return port!;
        });
        _ = place.Ip($"neighbour replace {Segments.Peer} lladdr {Segments.PeerMac} dev tap0 nud permanent");

        // Answers to what is wrong are not rationed, and what a SYN of ours offers is not what is compared.
        foreach (string setting in (string[])["tcp_invalid_ratelimit=0", "tcp_timestamps=0", "tcp_sack=0", "tcp_window_scaling=0", "tcp_ecn=0"])
        {
            string[] parts = setting.Split('=');
            place.Sysctl($"net.ipv4.{parts[0]}", parts[1]);
        }

        return tap;
    }

    public void Connect()
    {
        StopListening();
        _socket = _place.Inside(() =>
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            socket.Bind(new IPEndPoint(IPAddress.Parse(Segments.Own.ToString()), OwnPort));
            try
            {
                socket.Connect(new IPEndPoint(IPAddress.Parse(Segments.Peer.ToString()), PeerPort));
            }
            catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // It goes on without us.
            }

            return socket;
        });
    }

    public void Write(int count) => _ = Owned.Send(new byte[count]);

    public void Finish() => Owned.Shutdown(SocketShutdown.Send);

    public void Abort()
    {
        Owned.LingerState = new LingerOption(true, 0);
        Owned.Dispose();
        _socket = null;
    }

    public void Hesitate(bool hesitates)
    {
        _ = Owned;
        _hesitates = hesitates;
    }

    public void Send(byte[] frame) => Assert.That(_tap.Send(new OutgoingFrame(frame, default, default, FrameOffload.Complete)), Is.EqualTo(SendOutcome.Sent));

    public IReadOnlyList<byte[]> Take()
    {
        List<byte[]> frames = [];
        Read();
        while (Files.WaitReadable(_tap.Fd, Quiet))
        {
            _tap.OnReadable();
            while (_tap.TryReceive(out ReceivedFrame frame))
            {
                frames.Add(frame.Octets.ToArray());
            }

            Read();
        }

        return frames;
    }

    public void Wait(TimeSpan time) => Thread.Sleep(time);

    public void Dispose()
    {
        // What was not finished ends with a RST, and nothing of it comes up in the next exchange.
        if (_socket is not null)
        {
            _socket.LingerState = new LingerOption(true, 0);
            _socket.Dispose();
            _socket = null;
        }

        StopListening();
        _ = Take();
    }

    private Socket Owned
    {
        get
        {
            _socket ??= _listener!.Accept();
            _socket.Blocking = false;
            return _socket;
        }
    }

    private void StopListening()
    {
        _listener?.Dispose();
        _listener = null;
    }

    // As NetKit's owner: at once, when there is a connection.
    private void Read()
    {
        if (_socket is null && _listener is not null && _listener.Poll(0, SelectMode.SelectRead))
        {
            _ = Owned;
        }

        byte[] room = new byte[64 << 10];
        try
        {
            while (_socket is { } socket && !_hesitates && socket.Poll(0, SelectMode.SelectRead) && socket.Receive(room) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset, or not connected yet: what the segments say is compared, not this.
        }
    }
}
