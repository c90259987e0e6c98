using NetKit.Interop;

namespace NetKit.Cli.Life;

/// <summary>Tells whoever waits that traffic can flow (<c>--ready-fd</c>).</summary>
internal static class ReadySignal
{
    /// <summary>Writes <c>1\n</c> and closes the descriptor, so that a reader sees its end too.</summary>
    public static void Send(int? descriptor)
    {
        if (descriptor is not { } number)
        {
            return;
        }

        Fd fd = new(number);
        IoResult written = Files.Write(fd, "1\n"u8);
        Files.Close(fd);

        // A reader that left does not need to know; anything else is a mistake in the command line.
        if (!written.IsOk && written.Error != Errno.BrokenPipe)
        {
            throw new FailureException($"--ready-fd {number} cannot be written to ({written.Error}): open it for writing.");
        }
    }
}
