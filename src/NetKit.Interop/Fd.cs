namespace NetKit.Interop;

/// <summary>A file descriptor: a number. Whoever opened it closes it.</summary>
public readonly record struct Fd(int Value)
{
    public static Fd None => new(-1);

    public bool IsOpen => Value >= 0;
}
