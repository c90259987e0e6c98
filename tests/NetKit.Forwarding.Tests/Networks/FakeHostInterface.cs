using System.Collections.Immutable;
using NetKit.Links;
using NetKit.Links.Host;

namespace NetKit.Forwarding.Tests.Networks;

/// <summary>The host as a link in memory, or a reason why it has none.</summary>
internal sealed class FakeHostInterface(string? problem) : IHostInterface
{
    public FakeLink Host { get; } = new(FakeLink.Offloading);

    public HostInterfaceSettings? Settings { get; private set; }

    public string Name => Settings?.Name ?? string.Empty;

    public ISwitchedLink Link => Host;

    public ImmutableArray<ISwitchedLink> TakeQueues() => [];

    public string? Open(HostInterfaceSettings settings)
    {
        Settings = settings;
        return problem;
    }

    public void Dispose()
    {
    }
}
