using System.CommandLine;
using System.Reflection;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit version</c>: the version on a line of its own.</summary>
internal static class VersionCommand
{
    private const string Fallback = "unknown";

    private static string Version =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? Fallback;

    public static Command Create()
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(static result => result.InvocationConfiguration.Output.WriteLine($"netkit {Version}"));
        return command;
    }
}
