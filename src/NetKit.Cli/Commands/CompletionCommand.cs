using System.CommandLine;
using NetKit.Cli.Help;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit completion</c>: what a shell has to read to complete netkit's commands and options.</summary>
internal static class CompletionCommand
{
    // The directive [suggest:POSITION] is answered by the parser itself, from the same commands.
    private const string Bash = """
        _netkit() {
            COMPREPLY=($(compgen -W "$(netkit "[suggest:$COMP_POINT]" "$COMP_LINE" 2> /dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _netkit netkit
        """;

    private const string Zsh = """
        #compdef netkit
        _netkit() {
            local -a found
            found=("${(@f)$(netkit "[suggest:$CURSOR]" "$BUFFER" 2> /dev/null)}")
            compadd -a found
        }
        compdef _netkit netkit
        """;

    private const string Fish = """
        complete -c netkit -f -a '(set -l line (commandline -cp); netkit "[suggest:"(string length -- "$line")"]" "$line" 2> /dev/null)'
        """;

    public static Command Create()
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        DocumentedCommand command = new(
            "completion",
            "Print what a shell reads to complete netkit's commands.",
            "source <(netkit completion bash)",
            "netkit completion fish > ~/.config/fish/completions/netkit.fish")
        {
            shell,
        };
        command.SetAction(result => result.InvocationConfiguration.Output.WriteLine(result.GetRequiredValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return command;
    }
}
