using System.CommandLine;
using NetKit.Cli.Commands;

var root = new RootCommand("A userspace network for containers, namespaces and virtual machines.")
{
    VersionCommand.Create(),
};
return root.Parse(args).Invoke();
