namespace NetKit.Interop.Bpf;

/// <summary>How much a load takes: 32, 16 or 8 bits (RFC 9669 §5).</summary>
public enum LoadSize
{
    Word = 0x00,
    Half = 0x08,
    Byte = 0x10,
}
