namespace NetKit.Bench.Results;

/// <summary>One thing that NetKit promises of itself, and whether it was so.</summary>
/// <param name="Promise">What has to hold.</param>
/// <param name="Measured">By how much it does or does not.</param>
/// <param name="IsReached">Whether it holds.</param>
internal sealed record Target(string Promise, string Measured, bool IsReached);
