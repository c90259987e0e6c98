namespace NetKit.Control.Messages;

/// <summary>How much one part of the network has dropped for one reason.</summary>
public sealed record DropInfo(string Group, string Reason, long Count);
