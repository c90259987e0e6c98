namespace NetKit.Control.Messages;

/// <summary>Why a request failed (RFC 9457 §3.1). <see cref="Detail"/> is a sentence for whoever asked.</summary>
public sealed record Problem(string Type, string Title, int Status, string Detail)
{
    public const string MediaType = "application/problem+json";

    /// <summary>RFC 9457 §4.2.1: the status says what there is to say.</summary>
    public const string AboutBlank = "about:blank";
}
