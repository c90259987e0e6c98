namespace NetKit.Daemon.Networks;

/// <summary>Something that is not done, and a sentence that says why and what to do.</summary>
public sealed record Refusal(RefusalKind Kind, string Sentence)
{
    public static Refusal Invalid(string sentence) => new(RefusalKind.Invalid, sentence);

    public static Refusal NotFound(string sentence) => new(RefusalKind.NotFound, sentence);

    public static Refusal Conflict(string sentence) => new(RefusalKind.Conflict, sentence);

    public static Refusal Failed(string sentence) => new(RefusalKind.Failed, sentence);
}
