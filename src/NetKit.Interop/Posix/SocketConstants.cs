using System;

namespace NetKit.Interop.Posix;

/// <summary>The numbers of the socket API, which differ between systems that share its names. -1: the system has no such thing.</summary>
internal sealed record SocketConstants
{
    public const int FamilyUnix = 1;
    public const int FamilyV4 = 2;
    public const int TypeStream = 1;
    public const int TypeDatagram = 2;
    public const int TypeRaw = 3;
    public const int TypeSequenced = 5;
    public const int LevelIp = 0;
    public const int LevelTcp = 6;
    public const int LevelIpv6 = 41;
    public const int ShutWrite = 1;
    public const int TcpNoDelay = 1;

    public static SocketConstants Current { get; } = OperatingSystem.IsMacOS() ? Darwin : Linux;

    /// <summary>Darwin puts a length octet in front of the address family (sys/socket.h).</summary>
    public required bool AddressHasLength { get; init; }

    public required int FamilyV6 { get; init; }

    public required int LevelSocket { get; init; }

    public required int ReuseAddress { get; init; }

    public required int KeepAlive { get; init; }

    public required int SendBuffer { get; init; }

    public required int ReceiveBuffer { get; init; }

    public required int Linger { get; init; }

    public required int PendingError { get; init; }

    /// <summary>SO_TYPE.</summary>
    public required int SocketType { get; init; }

    /// <summary>SO_NOSIGPIPE: Darwin's per-socket way not to be killed by a write to a closed stream.</summary>
    public required int NoSignal { get; init; }

    /// <summary>MSG_NOSIGNAL: Linux's per-call way.</summary>
    public required int MessageNoSignal { get; init; }

    public required int MessageDontWait { get; init; }

    public required int V6Only { get; init; }

    public required int TimeToLive { get; init; }

    public required int V6Hops { get; init; }

    /// <summary>Bind without choosing a port, so that connect can share ports between remote endpoints.</summary>
    public required int BindAddressNoPort { get; init; }

    public required int TcpCongestion { get; init; }

    public required int TcpKeepIdle { get; init; }

    public required int TcpKeepInterval { get; init; }

    public required int TcpKeepCount { get; init; }

    public required int TcpNotSentLowWater { get; init; }

    /// <summary>TCP_SYNCNT: how often a SYN is sent again.</summary>
    public required int TcpSynCount { get; init; }

    public static SocketConstants Linux => new()
    {
        AddressHasLength = false,
        FamilyV6 = 10,
        LevelSocket = 1,
        ReuseAddress = 2,
        KeepAlive = 9,
        SendBuffer = 7,
        ReceiveBuffer = 8,
        Linger = 13,
        PendingError = 4,
        SocketType = 3,
        NoSignal = -1,
        MessageNoSignal = 0x4000,
        MessageDontWait = 0x40,
        V6Only = 26,
        TimeToLive = 2,
        V6Hops = 16,
        BindAddressNoPort = 24,
        TcpCongestion = 13,
        TcpKeepIdle = 4,
        TcpKeepInterval = 5,
        TcpKeepCount = 6,
        TcpNotSentLowWater = 25,
        TcpSynCount = 7,
    };

    public static SocketConstants Darwin => new()
    {
        AddressHasLength = true,
        FamilyV6 = 30,
        LevelSocket = 0xFFFF,
        ReuseAddress = 4,
        KeepAlive = 8,
        SendBuffer = 0x1001,
        ReceiveBuffer = 0x1002,
        Linger = 0x80,
        PendingError = 0x1007,
        SocketType = 0x1008,
        NoSignal = 0x1022,
        MessageNoSignal = 0,
        MessageDontWait = 0x80,
        V6Only = 27,
        TimeToLive = 4,
        V6Hops = 4,
        BindAddressNoPort = -1,
        TcpCongestion = -1,
        TcpKeepIdle = 0x10,
        TcpKeepInterval = 0x101,
        TcpKeepCount = 0x102,
        TcpNotSentLowWater = 0x201,
        TcpSynCount = -1,
    };
}
