using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Dns;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Tcp;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Forwarding.Services;

/// <summary>A TCP connection to the name server (RFC 7766): answers go out as they come, in whatever order.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DnsFlow : StackFlow, IDisposable
{
    // RFC 7766 §6.2.3: of the order of a few seconds.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(15);

    private readonly EventLoop _loop;
    private readonly DnsStream _stream;
    private LoopTimer? _timer;

    public DnsFlow(EventLoop loop, DnsService service, TcpConnection connection)
        : base(connection)
    {
        _loop = loop;
        _stream = new DnsStream(service.Query, loop.Now);
        _stream.Changed += Write;
        connection.Owner = this;
        connection.Accept();
        WatchIdle();
    }

    public override void OnOpened()
    {
    }

    public override int OnData(ReadOnlySpan<byte> octets) => _stream.OnData(_loop.Now, octets);

    public override void OnReadable()
    {
        while (Connection.ReadableLength > 0)
        {
            Connection.GetReadable(out ReadOnlySpan<byte> first, out _);
            int taken = _stream.OnData(_loop.Now, first);
            Connection.Consume(taken);
            if (taken < first.Length)
            {
                break;
            }
        }

        CloseIfFinished();
    }

    public override void OnSendSpace() => Write();

    public override void OnPeerClosed()
    {
        _stream.OnEnd(_loop.Now);
        CloseIfFinished();
    }

    public override void OnClosed(TcpCloseReason reason) => Dispose();

    public void Dispose()
    {
        _timer?.Cancel();
        _stream.Dispose();
    }

    private void Write()
    {
        while (_stream.TryGetOutput(out ReadOnlySpan<byte> output))
        {
            int written = Connection.Write(output);
            if (written == 0)
            {
                return;
            }

            _stream.Consume(_loop.Now, written);
        }

        OnReadable();
    }

    private void CloseIfFinished()
    {
        if (_stream.IsFinished)
        {
            Connection.Close();
        }
    }

    private void WatchIdle() => _timer = _loop.Schedule(_stream.LastActive + IdleLimit, () =>
    {
        if (_loop.Now - _stream.LastActive < IdleLimit || _stream.Waiting > 0)
        {
            WatchIdle();
            return;
        }

        Connection.Abort();
        Dispose();
    });
}
