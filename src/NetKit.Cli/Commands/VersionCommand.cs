using System.CommandLine;
using NetKit.Cli.Help;
using NetKit.Cli.Output;
using NetKit.Control;
using NetKit.Control.Messages;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit version</c>: the version on a line of its own.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print JSON." };
        DocumentedCommand command = new(
            "version", "Print the version.", "netkit version", "netkit version --json | jq -r .version")
        {
            json,
        };
        command.SetAction(result =>
        {
            OutputKind output = new(result.InvocationConfiguration.Output, result.GetValue(json));
            VersionInfo version = new("netkit", ProductVersion.Text, ControlPaths.ApiVersion);
            if (output.AsJson)
            {
                output.WriteJson(version, ControlJson.Default.VersionInfo);
            }
            else
            {
                output.Writer.WriteLine($"{version.Name} {version.Version}");
            }
        });
        return command;
    }
}
