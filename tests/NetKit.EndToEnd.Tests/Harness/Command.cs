using System;
using System.IO;
using System.Linq;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>Runs programs of this machine.</summary>
internal static class Command
{
    public static TimeSpan UsualLimit => TimeSpan.FromSeconds(30);

    public static Outcome Run(params string[] line) => Run(UsualLimit, line);

    public static Outcome Run(TimeSpan limit, params string[] line)
    {
        using RunningCommand command = RunningCommand.Start(line);
        return command.Wait(limit);
    }

    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
