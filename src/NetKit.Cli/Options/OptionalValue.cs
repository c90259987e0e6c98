using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace NetKit.Cli.Options;

/// <summary>
/// <c>-6</c> may stand alone or name a prefix, and what follows it on the line of <c>netkit run</c> may as well be the command. So the
/// prefix that is not said is filled in before the parser, which takes whatever comes next, sees the line.
/// </summary>
internal static class OptionalValue
{
    /// <summary>A unique local network (RFC 4193), as 10.0.2.0/24 is a private one.</summary>
    public const string DefaultPrefix = "fd00::/64";

    /// <summary>The words with every <c>-6</c> that means NetKit completed; a command's own words stay as they are.</summary>
    public static IReadOnlyList<string> Complete(IReadOnlyList<string> words, Command root)
    {
        List<string> completed = [.. words];
        Command command = root;
        for (int i = 0; i < completed.Count; i++)
        {
            string word = completed[i];
            if (!word.StartsWith('-'))
            {
                if (command.Subcommands.FirstOrDefault(child => child.Name == word) is { } child)
                {
                    command = child;
                }
                else if (command.Arguments.Any(static argument => argument.Arity.MaximumNumberOfValues > 1))
                {
                    break;
                }
            }
            else if (word == "--")
            {
                break;
            }
            else if (Find(command, word) is { } option)
            {
                PrefixOption? alone = i + 1 == completed.Count || !IsPrefix(completed[i + 1]) ? option as PrefixOption : null;
                bool isCompleted = alone is not null;
                completed[i] = alone is null ? word : $"{PrefixOption.OptionName}={alone.Implied}";
                i += !isCompleted && option.Arity.MinimumNumberOfValues > 0 ? 1 : 0;
            }
        }

        return completed;
    }

    // A value behind an equals sign is no business of this class, and no option is called like that.
    private static Option? Find(Command command, string word) =>
        command.Options.FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));

    private static bool IsPrefix(string word) =>
        word.Contains(':', StringComparison.Ordinal) && word.All(static c => char.IsAsciiHexDigit(c) || c is ':' or '.' or '/');
}
