using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using NetKit.Cli.Capturing;
using NetKit.Cli.Help;
using NetKit.Cli.Life;
using NetKit.Cli.Options;
using NetKit.Control;
using NetKit.Control.Client;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit capture</c>: the frames of a running network, for wireshark and for <c>netkit replay</c>.</summary>
internal static class CaptureCommand
{
    private const string StandardOutput = "-";

    public static Command Create()
    {
        Option<string?> write = new("--write", "-w") { Description = "The pcapng file; - for stdout.", HelpName = "FILE" };
        Option<string?> endpoint = new("--endpoint", "-i") { Description = "Whose frames, where there are several.", HelpName = "NAME" };
        Option<string?> count = new("--count", "-c") { Description = "End after so many frames.", HelpName = "N" };
        Option<string?> seconds = new("--seconds") { Description = "End after this time.", HelpName = "N" };
        Option<bool> verbose = new("--verbose", "-v") { Description = "Print a line for every frame." };
        Argument<string[]> filter = new("FILTER")
        {
            Description = "Which frames: host, net, port, src, dst, tcp, udp, icmp, icmp6, arp, ip, ip6, and, or, not.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        DocumentedCommand command = new(
            "capture",
            "Capture the frames of a running network until Ctrl-C.",
            "netkit capture -w web.pcapng",
            "netkit capture -v tcp and port 80 and not host 10.0.2.3",
            "netkit capture -w - udp port 53 | tshark -r -")
        {
            filter,
            write,
            endpoint,
            count,
            seconds,
            verbose,
        };
        ClientOptions client = new ClientOptions().AddTo(command);
        command.SetAction(async (result, _) =>
        {
            string? path = result.GetValue(write);
            bool isVerbose = result.GetValue(verbose);
            if (path is null && !isVerbose)
            {
                throw new UsageException("Say where the frames go: -w FILE, -w - for stdout, or -v to print them.");
            }

            CaptureLimits limits = new(ReadNumber("--count", result.GetValue(count)), ReadNumber("--seconds", result.GetValue(seconds)));
            CaptureRequest request = new(result.GetValue(endpoint), string.Join(' ', result.GetValue(filter) ?? []));
            using ControlClient control = client.Connect(result);
            Stream frames = await control.CaptureAsync(request).ConfigureAwait(false);
            InvocationConfiguration console = result.InvocationConfiguration;

            // Lines go where the file does not.
            TextWriter? lines = !isVerbose ? null : path == StandardOutput ? console.Error : console.Output;
            using CaptureCopy copy = new(frames, path is null ? null : Open(path), path == StandardOutput, lines);
            await copy.RunAsync(limits).ConfigureAwait(false);
            console.Error.WriteLine(Summary(copy));
        });
        return command;
    }

    private static string Summary(CaptureCopy copy) =>
        string.Create(CultureInfo.InvariantCulture, $"{copy.Frames} frames captured, {copy.Lost} lost since they were not read in time.");

    private static int? ReadNumber(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new UsageException($"{option} {text} is not a number above zero.");
    }

    private static Stream Open(string path)
    {
        try
        {
            return path == StandardOutput ? Console.OpenStandardOutput() : File.Create(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FailureException($"{path} cannot be written: {exception.Message}");
        }
    }
}
