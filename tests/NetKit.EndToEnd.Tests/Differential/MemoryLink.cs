using System.Collections.Generic;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>A cable that ends in lists.</summary>
internal sealed class MemoryLink
{
    public Queue<byte[]> ToNode { get; } = new();

    public List<byte[]> FromNode { get; } = [];
}
