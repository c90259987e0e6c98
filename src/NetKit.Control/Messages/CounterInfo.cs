namespace NetKit.Control.Messages;

/// <summary>How often something has happened, or how much of it there is.</summary>
public sealed record CounterInfo(string Name, long Value);
