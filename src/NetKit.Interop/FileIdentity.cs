namespace NetKit.Interop;

/// <summary>Which file a path leads to: the same values mean the same file for as long as somebody holds it open or bound.</summary>
/// <param name="Device">The file system's number.</param>
/// <param name="Inode">The file's number in it.</param>
/// <param name="IsSocket">It is a unix socket's; a symbolic link to one is not.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode, bool IsSocket);
