using System;

namespace NetKit.Fuzz.Campaigns;

/// <summary>An input that broke something.</summary>
internal sealed record Finding(byte[] Input, Exception Error);
