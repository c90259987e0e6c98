using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NetKit.Cli.Commands;
using NetKit.Cli.Help;
using NetKit.Cli.Options;
using NetKit.Cli.Tests.Commands;
using NUnit.Framework;

namespace NetKit.Cli.Tests;

/// <summary>What the program says to those who do not know it yet.</summary>
public sealed class CommandLineTests
{
    private static IEnumerable<string> AllCommands =>
        Walk(Root, string.Empty).Select(static entry => entry.Path);

    private static RootCommand Root => CommandLine.Create(Invocation.NoData);

    [TestCaseSource(nameof(AllCommands))]
    public void Every_command_has_help_with_examples(string path)
    {
        Invocation help = Invocation.Of([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.That(help.Status, Is.Zero);
        Assert.That(help.Output, Does.Contain("Usage:").And.Contain("Examples:\n  "));
        Assert.That(help.Output, Does.Contain($"netkit {path}".TrimEnd()));
        Assert.That(help.Error, Is.Empty);
    }

    [Test]
    public void Every_example_can_be_parsed()
    {
        RootCommand root = Root;
        foreach ((string path, Command command) in Walk(root, string.Empty))
        {
            foreach (string example in command is DocumentedCommand documented ? documented.Examples : [])
            {
                Match call = Regex.Match(example, @"netkit (?<words>.*?)(\s+\d*>|\||\)|$)");
                string[] words = [.. call.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(IsWord)];
                Assert.That(root.Parse(OptionalValue.Complete(words, root)).Errors, Is.Empty, example);
                Assert.That(string.Join(' ', words), Does.StartWith(path.Split(' ')[0]), example);
            }
        }
    }

    [Test]
    public void Every_command_and_option_is_described()
    {
        RootCommand root = Root;
        foreach ((string path, Command command) in Walk(root, string.Empty))
        {
            Assert.That(command.Description, Does.EndWith("."), path);
            Assert.That(command.Options.Select(static option => option.Description), Is.All.Not.Empty, path);
            Assert.That(command.Arguments.Select(static argument => argument.Description), Is.All.Not.Empty, path);
        }
    }

    [TestCase("", "netkit: Required command was not provided. See 'netkit --help'.")]
    [TestCase("bogus", "netkit: 'netkit' does not know 'bogus'. See 'netkit --help'.")]
    [TestCase("attach /run/netns/blue", "netkit: 'netkit attach' does not know '/run/netns/blue': a namespace's file goes behind --netns. See 'netkit attach --help'.")]
    [TestCase("flows --bogus", "netkit: 'netkit flows' does not know '--bogus'. See 'netkit flows --help'.")]
    [TestCase("forward rm", "netkit: Required argument 'ID' missing for command: 'rm'. See 'netkit forward rm --help'.")]
    [TestCase("run", "netkit: Required argument 'COMMAND' missing for command: 'run'. See 'netkit run --help'.")]
    [TestCase(
        "completion tcsh",
        "netkit: Argument 'tcsh' not recognized. Must be one of: 'bash' 'zsh' 'fish'. See 'netkit completion --help'.")]
    public void Bad_usage_is_one_sentence(string words, string sentence)
    {
        Invocation invocation = Invocation.Of(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(invocation.Status, Is.EqualTo(2));
        invocation.Complained(sentence);
    }

    [Platform("Linux")]
    [TestCase(
        "run --nosuch true",
        "netkit: '--nosuch' is no option of 'netkit run': see 'netkit run --help', or write -- before a command of that name.")]
    [TestCase("run --mtu 5 true", "netkit: --mtu 5 is not from 576 to 65535.")]
    [TestCase("run --ready-fd x true", "netkit: --ready-fd x is not the number of a file descriptor.")]
    [TestCase("run --exit-fd 987 true", "netkit: --exit-fd 987 is not an open descriptor: in a shell, open it with e.g. 987>&1.")]
    [TestCase(
        "run -6 --mtu 1000 true",
        "netkit: --mtu 1000 is too small for IPv6, which takes at least 1280: choose more, or leave out -6.")]
    [TestCase("run -6 fd00::1 true", "netkit: --ipv6 fd00::1 is not an IPv6 network: write e.g. fd00::/64.")]
    [TestCase("attach", "netkit: Name the namespace with either --netns PATH or --pid PID.")]
    [TestCase("attach --pid 1 --netns /x", "netkit: Name the namespace with either --netns PATH or --pid PID.")]
    [TestCase("attach --pid 0", "netkit: --pid 0 is not the number of a process.")]
    [TestCase(
        "attach --pid 1 --ifname a/b",
        "netkit: --ifname 'a/b' cannot name an interface: 1 to 15 characters, no '/', ':', '%' or space.")]
    public void Choices_that_make_no_sense_are_bad_usage(string words, string sentence)
    {
        Invocation invocation = Invocation.Of(words.Split(' '));
        Assert.That(invocation.Status, Is.EqualTo(2));
        invocation.Complained(sentence);
    }

    [Test]
    public void What_cannot_be_done_is_one_sentence()
    {
        string path = Path.Combine(Path.GetTempPath(), "netkit-test-nobody.sock");
        Invocation invocation = Invocation.Of(["flows", "--socket", path]);
        Assert.That(invocation.Status, Is.EqualTo(1));
        invocation.Complained(
            $"netkit: No netkit is running at {path}: start one with 'netkit run' or 'netkit attach', or name another with --socket.");
    }

    [Test]
    public void The_version_is_a_line_of_its_own() => Invocation.Of(["version"]).Printed($"netkit {ProductVersion.Text}");

    [Test]
    public void The_version_is_a_contract()
    {
        string version = ProductVersion.Text.Replace("+", "\\u002B", StringComparison.Ordinal);
        Invocation.Of(["version", "--json"]).Printed($$"""{"name":"netkit","version":"{{version}}","api":"v1"}""");
    }

    [TestCase("tap0")]
    [TestCase("a")]
    [TestCase("abcdefghijklmno")]
    public void Interfaces_have_short_names(string name) => Assert.That(AttachCommand.ReadInterfaceName(name), Is.EqualTo(name));

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("abcdefghijklmnop")]
    [TestCase("a b")]
    [TestCase("tap%d")]
    public void Other_names_are_refused(string name) =>
        Assert.That(() => AttachCommand.ReadInterfaceName(name), Throws.TypeOf<UsageException>());

    private static bool IsWord(string word) => !word.Contains('<', StringComparison.Ordinal);

    private static IEnumerable<(string Path, Command Command)> Walk(Command command, string path)
    {
        yield return (path, command);
        foreach (Command child in command.Subcommands)
        {
            foreach ((string Path, Command Command) entry in Walk(child, $"{path} {child.Name}".TrimStart()))
            {
                yield return entry;
            }
        }
    }
}
