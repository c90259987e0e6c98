namespace NetKit.Bench.Trials;

internal enum BulkDirection
{
    /// <summary>The container sends.</summary>
    ContainerToHost,

    /// <summary>The host sends.</summary>
    HostToContainer,

    /// <summary>Both send at once; the sum counts.</summary>
    Both,
}
