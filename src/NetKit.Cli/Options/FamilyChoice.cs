using System.Collections.Generic;
using NetKit.Netstack.Wire;

namespace NetKit.Cli.Options;

/// <summary>The addresses of an option that may be given once for each family; null where nothing is said.</summary>
/// <param name="Option">The option's name.</param>
/// <param name="V4">What was said of IPv4, or of neither family.</param>
/// <param name="V6">An IPv6 address.</param>
internal readonly record struct FamilyChoice(string Option, string? V4, IpAddress? V6)
{
    /// <exception cref="UsageException">A family is named twice.</exception>
    public static FamilyChoice Of(string option, IReadOnlyList<string> texts)
    {
        FamilyChoice choice = new(option, null, null);
        foreach (string text in texts)
        {
            bool isV6 = IpAddress.TryParse(text, out IpAddress address) && !address.IsV4;
            if (isV6 ? choice.V6 is not null : choice.V4 is not null)
            {
                throw new UsageException($"{option} {text} is the second of its family: an option takes one address of each.");
            }

            choice = isV6 ? choice with { V6 = address } : choice with { V4 = text };
        }

        return choice;
    }
}
