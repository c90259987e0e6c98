using System;
using System.Text;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

public static unsafe partial class Sockets
{
    /// <summary>Sends small segments at once instead of collecting them (Nagle, RFC 9293 §3.7.4).</summary>
    public static Errno SetNoDelay(Fd fd, bool on) => SetOption(fd, SocketConstants.LevelTcp, SocketConstants.TcpNoDelay, on ? 1 : 0);

    public static Errno SetReuseAddress(Fd fd, bool on) => SetOption(fd, Constants.LevelSocket, Constants.ReuseAddress, on ? 1 : 0);

    /// <summary>False makes an IPv6 listener dual-stack.</summary>
    public static Errno SetV6Only(Fd fd, bool on) => SetOption(fd, SocketConstants.LevelIpv6, Constants.V6Only, on ? 1 : 0);

    public static Errno SetKeepAlive(Fd fd, bool on) => SetOption(fd, Constants.LevelSocket, Constants.KeepAlive, on ? 1 : 0);

    /// <summary>Turns keep-alive on with its own timing, in whole seconds (at least one).</summary>
    public static Errno SetKeepAlive(Fd fd, TimeSpan idle, TimeSpan interval, int count)
    {
        Errno error = SetKeepAlive(fd, true);
        error = error == Errno.None ? SetOption(fd, SocketConstants.LevelTcp, Constants.TcpKeepIdle, WholeSeconds(idle)) : error;
        error = error == Errno.None ? SetOption(fd, SocketConstants.LevelTcp, Constants.TcpKeepInterval, WholeSeconds(interval)) : error;
        return error == Errno.None ? SetOption(fd, SocketConstants.LevelTcp, Constants.TcpKeepCount, count) : error;
    }

    /// <summary>
    /// Chooses the congestion control for a peer on this machine, where there is no path whose congestion could be found out: BBR, a common default,
    /// would pace it to half of what memory copies at. Every kernel has this one, and every user may choose it.
    /// </summary>
    public static Errno SetLocalCongestionControl(Fd fd) => SetCongestionControl(fd, "reno");

    private static Errno SetCongestionControl(Fd fd, string name)
    {
        if (Constants.TcpCongestion < 0)
        {
            return Errno.NotSupported;
        }

        Span<byte> octets = stackalloc byte[MaximumCongestionName];
        if (!Encoding.ASCII.TryGetBytes(name, octets, out int length))
        {
            return Errno.InvalidArgument;
        }

        fixed (byte* start = octets)
        {
            return SystemErrno.Of(Libc.SetSockOpt(fd.Value, SocketConstants.LevelTcp, Constants.TcpCongestion, start, (uint)length));
        }
    }

    /// <summary>
    /// Lets bind choose an address but no port: connect picks a port that is free towards its peer (IP_BIND_ADDRESS_NO_PORT).
    /// </summary>
    public static Errno SetBindAddressNoPort(Fd fd) => Constants.BindAddressNoPort < 0
        ? Errno.NotSupported
        : SetOption(fd, SocketConstants.LevelIp, Constants.BindAddressNoPort, 1);

    /// <summary>Asks for a send buffer; Linux doubles the number for its bookkeeping, and stops autotuning.</summary>
    public static Errno SetSendBuffer(Fd fd, int octets) => SetOption(fd, Constants.LevelSocket, Constants.SendBuffer, octets);

    public static Errno SetReceiveBuffer(Fd fd, int octets) => SetOption(fd, Constants.LevelSocket, Constants.ReceiveBuffer, octets);

    public static Errno GetSendBuffer(Fd fd, out int octets) => GetOption(fd, Constants.LevelSocket, Constants.SendBuffer, out octets);

    public static Errno GetReceiveBuffer(Fd fd, out int octets) =>
        GetOption(fd, Constants.LevelSocket, Constants.ReceiveBuffer, out octets);

    /// <summary>The socket counts as writable only while less than this is unsent (TCP_NOTSENT_LOWAT).</summary>
    public static Errno SetNotSentLowWater(Fd fd, int octets) =>
        SetOption(fd, SocketConstants.LevelTcp, Constants.TcpNotSentLowWater, octets);

    /// <summary>How often an unanswered SYN is sent again before connect fails: 1-255. Each wait is twice as long as the one before.</summary>
    public static Errno SetSynRetries(Fd fd, int count) => Constants.TcpSynCount < 0
        ? Errno.NotSupported
        : SetOption(fd, SocketConstants.LevelTcp, Constants.TcpSynCount, count);

    /// <summary>Time to live (IPv4) or hop limit (IPv6) of what the socket sends.</summary>
    public static Errno SetTimeToLive(Fd fd, bool ipv6, byte hops) => ipv6
        ? SetOption(fd, SocketConstants.LevelIpv6, Constants.V6Hops, hops)
        : SetOption(fd, SocketConstants.LevelIp, Constants.TimeToLive, hops);

    internal static Errno SetOption(Fd fd, int level, int name, int value) =>
        SystemErrno.Of(Libc.SetSockOpt(fd.Value, level, name, &value, sizeof(int)));

    internal static Errno GetOption(Fd fd, int level, int name, out int value)
    {
        int received = 0;
        uint length = sizeof(int);
        Errno error = SystemErrno.Of(Libc.GetSockOpt(fd.Value, level, name, &received, &length));
        value = received;
        return error;
    }

    private const int MaximumCongestionName = 15;   // TCP_CA_NAME_MAX less the terminator

    private static Errno SetLinger(Fd fd, int seconds)
    {
        // struct linger { int l_onoff; int l_linger; }
        int* linger = stackalloc int[2];
        linger[0] = 1;
        linger[1] = seconds;
        return SystemErrno.Of(Libc.SetSockOpt(fd.Value, Constants.LevelSocket, Constants.Linger, linger, 2 * sizeof(int)));
    }

    private static int WholeSeconds(TimeSpan span) => Math.Max(1, (int)span.TotalSeconds);
}
