using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using NetKit.Cli.Commands;
using NetKit.Cli.Help;
using NetKit.Cli.Life;
using NetKit.Cli.Options;
using NetKit.Cli.Running;
using NetKit.Control.Client;

namespace NetKit.Cli;

/// <summary>
/// The commands, and what a failure looks like: one sentence on stderr, status 2 for a command line that makes no sense and 1 for
/// everything else.
/// </summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int BadUsage = 2;

    /// <param name="start">Starts a data plane; null where this system has no namespaces, and then no command that needs them.</param>
    public static RootCommand Create(DataPlanes? start)
    {
        RootCommand root = new("A userspace network for containers, namespaces and virtual machines.")
        {
            DaemonCommand.Create(),
            NetworkCommand.Create(),
            ForwardCommand.Create(),
            FlowsCommand.Create(),
            TopCommand.Create(),
            StatsCommand.Create(),
            CaptureCommand.Create(),
            ReplayCommand.Create(),
            EndpointsCommand.Create(),
            DoctorCommand.Create(),
            CompletionCommand.Create(),
            VersionCommand.Create(),
        };
        if (start is not null)
        {
            root.Add(RunCommand.Create(start.Network));
            root.Add(AttachCommand.Create(start.Network));
            root.Add(ServeCommand.Create(start.Machines));
        }

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesHelpAction((HelpAction)help.Action!, ["netkit run curl http://example.com/", "netkit doctor"]);
        return root;
    }

    /// <summary>Runs on the calling thread up to the end; the result is the exit status.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, DataPlanes? start)
    {
        // An argument that begins with @ is the command's business and no file of arguments.
        RootCommand root = Create(start);
        ParseResult result = root.Parse(OptionalValue.Complete(arguments, root), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0)
        {
            error.WriteLine($"netkit: {Sentence(result)} See '{Path(result.CommandResult)} --help'.");
            return BadUsage;
        }

        try
        {
            return result.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (UsageException exception)
        {
            error.WriteLine($"netkit: {exception.Message}");
            return BadUsage;
        }
        catch (Exception exception) when (exception is FailureException or ControlException)
        {
            error.WriteLine($"netkit: {exception.Message}");
            return Failed;
        }
    }

    /// <summary>A word that fits nowhere is the cause of whatever else is wrong.</summary>
    private static string Sentence(ParseResult result)
    {
        if (result.UnmatchedTokens.Count > 0)
        {
            string word = result.UnmatchedTokens[0];
            return $"'{Path(result.CommandResult)}' does not know '{word}'{HintFor(result.CommandResult.Command, word)}.";
        }

        // The parser lists alternatives on lines of their own.
        string message = string.Join(' ', result.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return message.EndsWith('.') ? message : message + ".";
    }

    // As other tools take it.
    private static string HintFor(Command command, string word) =>
        word.StartsWith('/') && command.Options.Any(static option => option.Name == "--netns") ? ": a namespace's file goes behind --netns" : string.Empty;

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "netkit";
}
