using System;
using System.Collections.Generic;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>A TCP under test: frames go in and come out, and there is an owner at its upper end. It reads at once whatever can be read.</summary>
internal interface ITcpEnd : IDisposable
{
    ushort OwnPort { get; }

    ushort PeerPort { get; }

    /// <summary>The owner connects to the peer instead of waiting for it.</summary>
    void Connect();

    void Write(int count);

    /// <summary>Nothing more will be written; reading goes on.</summary>
    void Finish();

    /// <summary>Ends the connection with a RST.</summary>
    void Abort();

    /// <summary>From now on the owner reads nothing, until it does again.</summary>
    void Hesitate(bool hesitates);

    void Send(byte[] frame);

    /// <summary>What was sent since, once it has been quiet for longer than an acknowledgement is delayed.</summary>
    IReadOnlyList<byte[]> Take();

    /// <summary>Lets time pass.</summary>
    void Wait(TimeSpan time);
}
