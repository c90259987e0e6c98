namespace NetKit.Interop;

/// <summary>Why a native call failed, whatever number the system gives it.</summary>
public enum Errno
{
    None,

    /// <summary>EAGAIN, EWOULDBLOCK: nothing to do now, wait for readiness.</summary>
    Again,

    Interrupted,
    InProgress,
    AlreadyInProgress,
    ConnectionRefused,
    ConnectionReset,
    ConnectionAborted,
    BrokenPipe,
    NotConnected,
    AlreadyConnected,
    HostUnreachable,
    HostDown,
    NetworkUnreachable,
    NetworkDown,
    TimedOut,
    AddressInUse,
    AddressNotAvailable,
    AddressFamilyNotSupported,
    AccessDenied,
    NotPermitted,
    MessageTooLong,
    NoBufferSpace,
    OutOfMemory,

    /// <summary>EMFILE, ENFILE: the process or the system has no file descriptor left.</summary>
    TooManyFiles,

    NoSuchDevice,

    /// <summary>ENXIO: the device behind a special file is not there.</summary>
    NoSuchDeviceOrAddress,

    NoSuchFile,
    NoSuchProcess,
    NotADirectory,
    FileExists,
    Busy,
    InvalidArgument,
    BadFile,

    /// <summary>EBADFD: the descriptor is in a state that does not allow the call, e.g. a TAP without an interface.</summary>
    BadState,

    Fault,
    NotASocket,
    ProtocolNotSupported,
    NotSupported,
    NotImplemented,
    NoProtocolOption,
    Protocol,
    IoError,
    NoSpace,

    /// <summary>A number without a name here; the raw value is lost.</summary>
    Other,
}
