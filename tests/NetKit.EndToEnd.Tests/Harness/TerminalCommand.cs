using System;
using System.Globalization;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>A program on a terminal of its own, which script(1) makes.</summary>
internal sealed class TerminalCommand : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly RunningCommand _script;
    private readonly string _device;

    public TerminalCommand(int rows, int columns, params string[] line)
    {
        string device = _scratch.PathOf("device");
        string status = _scratch.PathOf("status");
        string program = _scratch.WriteScript("program", string.Create(CultureInfo.InvariantCulture, $"""
            # Ctrl-C is for the program: the shell still has to say how the terminal was left.
            trap : INT
            stty rows {rows} cols {columns}
            export TERM=xterm
            tty > {device}.new && mv {device}.new {device}
            "$@"
            echo $? > {status}
            stty -a
            """));
        _script = RunningCommand.Start(["script", "-q", "-e", "-c", $"sh {program} {string.Join(' ', line)}", "/dev/null"]);
        Eventually.True(() => File.Exists(device), Command.UsualLimit, () => $"There is no terminal: {_script.Output}{_script.Error}");
        _device = File.ReadAllText(device).Trim();
    }

    /// <summary>All that was written to the terminal so far, escape sequences included.</summary>
    public string Output => _script.Output;

    public int ProgramStatus => int.Parse(File.ReadAllText(_scratch.PathOf("status")), CultureInfo.InvariantCulture);

    public void WaitFor(string text) => _script.WaitFor(text, Command.UsualLimit);

    public void Press(string keys)
    {
        _script.Input.Write(keys);
        _script.Input.Flush();
    }

    /// <summary>As somebody does who drags the window's corner: the kernel tells the program.</summary>
    public void Resize(int rows, int columns) =>
        Command.Run("stty", "-F", _device, "rows", Text(rows), "cols", Text(columns)).Succeeded();

    /// <summary>Waits for the program's end, and fails unless the terminal is as it was.</summary>
    public void WaitForEnd()
    {
        Eventually.True(() => _script.HasEnded, Command.UsualLimit, () => $"It goes on:\n{Output}");
        string output = _script.Wait(Command.UsualLimit).Output;
        Assert.That(output.LastIndexOf("\u001b[?1049l", StringComparison.Ordinal), Is.GreaterThan(output.LastIndexOf("\u001b[?1049h", StringComparison.Ordinal)));
        Assert.That(output.LastIndexOf("\u001b[?25h", StringComparison.Ordinal), Is.GreaterThan(output.LastIndexOf("\u001b[?25l", StringComparison.Ordinal)));
        string[] modes = output[output.LastIndexOf("speed ", StringComparison.Ordinal)..].Split((char[])[' ', ';', '\n', '\r']);
        Assert.That(((string[])["echo", "icanon", "isig", "icrnl"]).Except(modes), Is.Empty, "the terminal does not echo, or waits for no line");
    }

    public void Dispose()
    {
        _script.Dispose();
        _scratch.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
