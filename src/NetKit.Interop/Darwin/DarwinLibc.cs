namespace NetKit.Interop.Darwin;

/// <summary>Native calls that only Darwin has, or has with another calling convention: one per file, no logic.</summary>
internal static unsafe partial class DarwinLibc
{
    private const string Library = "libc";
}
