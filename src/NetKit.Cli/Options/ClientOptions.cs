using System.CommandLine;
using NetKit.Cli.Output;
using NetKit.Control.Client;
using NetKit.Control.Sockets;

namespace NetKit.Cli.Options;

/// <summary>The options of the commands that speak to a running netkit.</summary>
internal sealed class ClientOptions
{
    private readonly Option<string?> _socket = new("--socket")
    {
        Description = "The control socket's path, or the name of the instance; not needed when one is running.",
        HelpName = "PATH|NAME",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public ClientOptions AddTo(Command command)
    {
        command.Add(_socket);
        command.Add(_json);
        return this;
    }

    public OutputKind Output(ParseResult result) => new(result.InvocationConfiguration.Output, result.GetValue(_json));

    /// <exception cref="ControlException">There is no instance, or several to choose from.</exception>
    public ControlClient Connect(ParseResult result) =>
        new(InstanceChoice.Choose(ControlDirectory.OfThisUser, result.GetValue(_socket)));
}
