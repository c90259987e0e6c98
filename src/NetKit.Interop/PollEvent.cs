namespace NetKit.Interop;

/// <summary>One answer of an <see cref="IPoller"/>: the token given at registration, and what has become possible.</summary>
public readonly record struct PollEvent(long Token, Readiness Readiness);
