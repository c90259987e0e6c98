using System;

namespace NetKit.Control;

/// <summary>What <c>GET /v1/capture</c> is asked for. Its answer is a pcapng file that grows until one side has enough.</summary>
/// <param name="Endpoint">The endpoint's name; null: the only one.</param>
/// <param name="Filter">Which frames, in the words of pcap-filter(7); empty: all.</param>
public sealed record CaptureRequest(string? Endpoint, string Filter)
{
    public const string MediaType = "application/x-pcapng";
    public const string EndpointKey = "endpoint";
    public const string FilterKey = "filter";

    /// <summary>The request's path and query.</summary>
    public string ToPath()
    {
        string filter = $"{ControlPaths.Capture}?{FilterKey}={Uri.EscapeDataString(Filter)}";
        return Endpoint is null ? filter : $"{filter}&{EndpointKey}={Uri.EscapeDataString(Endpoint)}";
    }
}
