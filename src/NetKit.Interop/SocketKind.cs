namespace NetKit.Interop;

public enum SocketKind
{
    Stream,
    Datagram,
}
