using System.CommandLine;

namespace NetKit.Cli.Options;

/// <summary><c>--ipv6</c>, which may stand alone: see <see cref="OptionalValue"/>.</summary>
/// <param name="implied">What it means alone.</param>
/// <param name="aliases">Other names.</param>
internal sealed class PrefixOption(string implied, params string[] aliases) : Option<string?>(OptionName, aliases)
{
    public const string OptionName = "--ipv6";

    public string Implied { get; } = implied;
}
