namespace NetKit.Interop.Posix;

/// <summary>
/// Native calls that Linux and Darwin share: one per file, no logic. The caller reads the error with <see cref="SystemErrno"/>.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";
}
