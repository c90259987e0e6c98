namespace NetKit.Bench.Results;

/// <summary>One thing that is measured for every peer.</summary>
/// <param name="Section">The heading it stands under.</param>
/// <param name="Name">What it is called there.</param>
/// <param name="Unit">Of its values.</param>
/// <param name="HigherIsBetter">Rates are better when higher, times and sizes when lower.</param>
internal sealed record Row(string Section, string Name, string Unit, bool HigherIsBetter = true);
