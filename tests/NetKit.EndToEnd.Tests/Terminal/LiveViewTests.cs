using System;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Terminal;

/// <summary><c>netkit top</c> and <c>netkit flows --watch</c>, on a terminal and elsewhere.</summary>
[Requires("script", "stty")]
public sealed partial class LiveViewTests() : LabFixture("-p", "8080:80")
{
    private const int Interrupt = 2;
    private const string ClearScreen = "\u001b[2J";

    private Socket? _client;

    private Socket Client => _client!;

    protected override void BeforeNetkit() => _ = Keep(new Server(Lab.Box.Listen("0.0.0.0", 80), SwallowAsync));

    [SetUp]
    public void Connect()
    {
        _client = Lab.Host.Connect("127.0.0.1", 8080);
        Eventually.True(() => Netkit.Flows().Length == 1, Command.UsualLimit, "the connection is not listed");
    }

    [TearDown]
    public void Disconnect()
    {
        _client?.Dispose();
        Netkit.WaitForNoFlows();
    }

    [TestCase("q", "top")]
    [TestCase("Ctrl-C", "top")]
    [TestCase("q", "flows", "--watch")]
    [TestCase("Ctrl-C", "flows", "--watch")]
    public void A_terminal_is_drawn_on_until_a_key_ends_it_and_left_clean(string key, params string[] command)
    {
        using TerminalCommand terminal = Start(24, 160, command);
        terminal.WaitFor("q ends");
        terminal.WaitFor(Lab.BoxAddress);

        // What moves is fast on the screen.
        _ = Client.Send(new byte[100 << 10]);
        Eventually.True(() => FastRate().IsMatch(PlainText(terminal.Output)), Command.UsualLimit, () => terminal.Output);
        terminal.Press(key == "Ctrl-C" ? "\u0003" : key);
        terminal.WaitForEnd();
        Assert.That(terminal.ProgramStatus, Is.Zero);
    }

    [Test]
    public void Another_size_is_drawn_for_from_then_on()
    {
        using TerminalCommand terminal = Start(24, 160, "top");
        terminal.WaitFor(Lab.BoxAddress);
        terminal.Resize(8, 40);
        terminal.WaitFor(ClearScreen);
        int cleared = terminal.Output.LastIndexOf(ClearScreen, StringComparison.Ordinal) + ClearScreen.Length;
        Eventually.True(() => FramesIn(terminal.Output[cleared..]) > 1, Command.UsualLimit, () => terminal.Output);
        string[] lines = PlainText(terminal.Output[cleared..]).Split('\n');
        Assert.That(lines.Select(static line => line.Length), Is.All.LessThanOrEqualTo(40), () => string.Join('\n', lines));
        Assert.That(lines[0], Does.StartWith("netkit top: flows 1").And.EndsWith("…"));
        Assert.That(lines[1], Does.StartWith("PROTOCOL").And.EndsWith("…"));
        terminal.Resize(40, 200);
        Eventually.True(
            () => terminal.Output.LastIndexOf(ClearScreen, StringComparison.Ordinal) > cleared, Command.UsualLimit, "it is not drawn anew");
        terminal.Press("q");
        terminal.WaitForEnd();
        Assert.That(terminal.ProgramStatus, Is.Zero);
    }

    [TestCase("top")]
    [TestCase("flows", "--watch")]
    public void A_pipe_gets_a_plain_table_once(params string[] command)
    {
        string output = Netkit.Ask(command).Succeeded();
        Assert.That(output, Does.StartWith("PROTOCOL").And.Contain(Lab.BoxAddress).And.Not.Contain("\u001b"));
    }

    [Test]
    public void Json_is_one_document_or_one_for_each_interval()
    {
        using JsonDocument once = JsonDocument.Parse(Netkit.Ask("top", "--json").Succeeded());
        Assert.That(once.RootElement.GetProperty("flows").GetArrayLength(), Is.EqualTo(1));
        foreach (string[] command in (string[][])[["top"], ["flows"]])
        {
            using RunningCommand watcher = RunningCommand.Start([NetkitBinary.Path, .. command, "--watch", "--json", "--socket", Netkit.Socket]);
            Eventually.True(() => watcher.Output.Count(static letter => letter == '\n') >= 2, Command.UsualLimit, () => watcher.Output);
            watcher.Signal(Interrupt);
            string[] lines = watcher.Wait(Command.UsualLimit).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (string line in lines)
            {
                using JsonDocument document = JsonDocument.Parse(line);
                Assert.That(document.RootElement.GetProperty("flows").GetArrayLength(), Is.EqualTo(1));
            }
        }
    }

    [Test]
    public void The_end_of_the_network_is_a_sentence_on_a_clean_terminal()
    {
        using NetworkNamespace other = new();
        using NetkitProcess netkit = NetkitProcess.Start(Lab.Host, other, NetkitBinary.Path, "attach", "--netns", other.Path);
        using TerminalCommand terminal = new(24, 100, NetkitBinary.Path, "top", "--socket", netkit.Socket);
        terminal.WaitFor("q ends");
        netkit.Signal(NetkitProcess.Terminate);
        _ = netkit.WaitForEnd();
        terminal.WaitForEnd();
        Assert.That(terminal.ProgramStatus, Is.EqualTo(1));
        Assert.That(terminal.Output[terminal.Output.LastIndexOf("\u001b[?1049l", StringComparison.Ordinal)..], Does.Contain("netkit: "));
    }

    private static async Task SwallowAsync(Socket connection)
    {
        byte[] buffer = new byte[64 << 10];
        while (await connection.ReceiveAsync(buffer).ConfigureAwait(false) > 0)
        {
        }
    }

    private TerminalCommand Start(int rows, int columns, params string[] command) =>
        new(rows, columns, [NetkitBinary.Path, .. command, "--socket", Netkit.Socket]);

    private static int FramesIn(string output) => output.Split("netkit top").Length - 1;

    /// <summary>Without escapes; where the cursor goes back up, a new line begins.</summary>
    private static string PlainText(string output) =>
        Escapes().Replace(output, static escape => escape.Value.EndsWith('A') ? "\n" : string.Empty).Replace("\r", string.Empty, StringComparison.Ordinal);

    [GeneratedRegex(@"\x1b(\[[0-9;?]*[A-Za-z]|[=>])")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"[1-9][0-9.]* KiB")]
    private static partial Regex FastRate();
}
