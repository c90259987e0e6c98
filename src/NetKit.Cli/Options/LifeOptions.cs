using System;
using System.CommandLine;
using System.Globalization;
using System.IO;

namespace NetKit.Cli.Options;

/// <summary>The options that tell how an instance is watched and ended.</summary>
internal sealed class LifeOptions
{
    private readonly Option<string?> _apiSocket = new("--api-socket")
    {
        Description = "The control socket's path instead of the usual one.",
        HelpName = "PATH",
    };

    private readonly Option<string?> _readyFd = new("--ready-fd")
    {
        Description = "Write '1' and a newline here when traffic can flow.",
        HelpName = "N",
    };

    private readonly Option<string?> _exitFd = new("--exit-fd")
    {
        Description = "End when this can be read or is closed elsewhere.",
        HelpName = "N",
    };

    private readonly Option<string?> _pidFile = new("--pid-file")
    {
        Description = "Keep the process id in this file while running.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Say on stderr what is done." };

    public void AddTo(Command command)
    {
        command.Add(_apiSocket);
        command.Add(_readyFd);
        command.Add(_exitFd);
        command.Add(_pidFile);
        command.Add(_verbose);
    }

    /// <exception cref="UsageException">A descriptor is not a number, or not open.</exception>
    public LifeChoices Read(ParseResult result) => new(
        result.GetValue(_apiSocket),
        ReadDescriptor(_readyFd.Name, result.GetValue(_readyFd)),
        ReadDescriptor(_exitFd.Name, result.GetValue(_exitFd)),
        result.GetValue(_pidFile),
        result.GetValue(_verbose));

    internal static bool IsOpen(int descriptor)
    {
        string list = OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd";
        return Path.Exists(string.Create(CultureInfo.InvariantCulture, $"{list}/{descriptor}"));
    }

    internal static int? ReadDescriptor(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw new UsageException($"{option} {text} is not the number of a file descriptor.");
        }

        return IsOpen(number)
            ? number
            : throw new UsageException($"{option} {number} is not an open descriptor: in a shell, open it with e.g. {number}>&1.");
    }
}
