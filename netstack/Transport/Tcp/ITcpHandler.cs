using System;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// Whom connections belong to. Called from within <see cref="TcpLayer"/>; the handler may use any connection meanwhile, but
/// not the layer itself.
/// </summary>
public interface ITcpHandler
{
    /// <summary>
    /// The peer wants to connect. Nothing is said to it before <see cref="TcpConnection.Accept"/> or
    /// <see cref="TcpConnection.Abort"/>, now or later.
    /// </summary>
    void OnConnectRequest(TcpConnection connection);

    /// <summary>The three-way handshake is over, whoever began it.</summary>
    void OnOpened(TcpConnection connection);

    /// <summary>
    /// Octets arrived, and nothing is queued before them. Answers how many were taken; the rest is queued and can be read
    /// later. The span is valid until <see cref="OnRelease"/>.
    /// </summary>
    int OnData(TcpConnection connection, ReadOnlySpan<byte> octets);

    /// <summary>
    /// The octets of <see cref="OnData"/> are about to be overwritten. Whoever took some without having passed them on does so now, and gives back
    /// those that nobody takes (<see cref="TcpConnection.TryGiveBack"/>).
    /// </summary>
    void OnRelease();

    /// <summary>Octets were queued: <see cref="TcpConnection.GetReadable"/>.</summary>
    void OnReadable(TcpConnection connection);

    /// <summary>The peer acknowledged: there is room in the send queue again.</summary>
    void OnSendSpace(TcpConnection connection);

    /// <summary>The peer has sent its FIN: nothing comes after what is queued now.</summary>
    void OnPeerClosed(TcpConnection connection);

    /// <summary>
    /// The connection is over. After <see cref="TcpCloseReason.Finished"/> what is readable stays so until it is consumed or
    /// <see cref="TcpConnection.Drop"/> is called.
    /// </summary>
    void OnClosed(TcpConnection connection, TcpCloseReason reason);
}
