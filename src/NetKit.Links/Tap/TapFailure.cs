namespace NetKit.Links.Tap;

/// <summary>Why there is no TAP: what failed and what to do, in one sentence for the person who asked.</summary>
public sealed record TapFailure(string Sentence);
