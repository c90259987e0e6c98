using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using NetKit.Forwarding.Endpoints;

namespace NetKit.Daemon.Control;

/// <summary>What became of a request to publish ports: all of them are, or none is and a sentence says why.</summary>
public sealed record PublishResult
{
    private PublishResult(IReadOnlyList<ForwardSnapshot> published, string? refusal)
    {
        Published = published;
        Refusal = refusal;
    }

    public IReadOnlyList<ForwardSnapshot> Published { get; }

    public string? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Refusal))]
    public bool IsRefused => Refusal is not null;

    public static PublishResult Done(IReadOnlyList<ForwardSnapshot> published) => new(published, null);

    public static PublishResult Refused(string sentence) => new([], sentence);
}
