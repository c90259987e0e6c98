using System.Linq;
using System.Text.RegularExpressions;
using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

/// <summary>What a program says its version is.</summary>
internal static partial class PeerVersion
{
    public static string Of(params string[] command)
    {
        try
        {
            return VersionNumber().Match(Command.Run(command)) is { Success: true } found ? found.Value : "version unknown";
        }
        catch (BenchException)
        {
            return "version unknown";
        }
    }

    /// <summary>Debian's version of the package that holds the program.</summary>
    public static string OfPackage(string program)
    {
        try
        {
            string package = Command.Run("dpkg-query", "-S", program).Split(':')[0];
            return Command.Run("dpkg-query", "-W", "-f=${Version}", package.Split(' ').Last());
        }
        catch (BenchException)
        {
            return "version unknown";
        }
    }

    [GeneratedRegex(@"\d+[\w.+~-]*\.[\w.+~-]+")]
    private static partial Regex VersionNumber();
}
