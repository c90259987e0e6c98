namespace NetKit.Cli.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Name">Stable: a script may look for it.</param>
/// <param name="Status">How bad it is.</param>
/// <param name="Detail">What was found, in a sentence.</param>
/// <param name="Fix">A command that mends it; null when nothing is broken.</param>
internal sealed record CheckResult(string Name, CheckStatus Status, string Detail, string? Fix)
{
    public static CheckResult Ok(string name, string detail) => new(name, CheckStatus.Ok, detail, null);

    public static CheckResult Warn(string name, string detail, string fix) => new(name, CheckStatus.Warn, detail, fix);

    public static CheckResult Fail(string name, string detail, string fix) => new(name, CheckStatus.Fail, detail, fix);
}
