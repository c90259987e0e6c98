using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using NetKit.Cli.Life;
using NetKit.Links.Captures;
using NetKit.Replay.Frames;

namespace NetKit.Cli.Capturing;

/// <summary>Reads a capture as it grows, and writes its blocks down as they are.</summary>
internal sealed class CaptureCopy(Stream source, Stream? file, bool isLive, TextWriter? lines) : IDisposable
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly CaptureReader _reader = new(source);

    public long Frames { get; private set; }

    /// <summary>Frames that netkit had to leave out.</summary>
    public long Lost => _reader.Lost;

    /// <summary>Copies until a limit is reached, a signal comes, the network ends, or nobody takes the output any more.</summary>
    public async Task RunAsync(CaptureLimits limits)
    {
        using StopSignals signals = new();
        Task copying = Task.Run(() => Copy(limits.Frames));
        Task time = limits.Seconds is { } seconds ? Task.Delay(TimeSpan.FromSeconds(seconds)) : Task.Delay(-1);
        _ = await Task.WhenAny(copying, signals.Stopped, time).ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
        await copying.ConfigureAwait(false);
        if (file is not null)
        {
            await file.FlushAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        source.Dispose();
        file?.Dispose();
    }

    private void Copy(int? frames)
    {
        try
        {
            while (Frames < (frames ?? long.MaxValue) && _reader.ReadBlock(out CapturedFrame? frame) == CaptureStatus.Frame)
            {
                Write(_reader.Block);
                if (frame is not null)
                {
                    Frames++;
                    Print(frame);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The stream was closed, here or there: the file ends behind a whole block.
        }
    }

    private void Write(ReadOnlySpan<byte> block)
    {
        file?.Write(block);
        if (isLive)
        {
            file?.Flush();
        }
    }

    private void Print(CapturedFrame frame)
    {
        long seconds = frame.Nanoseconds / NanosecondsPerSecond;
        DateTime time = DateTime.UnixEpoch.AddSeconds(seconds).ToLocalTime();
        lines?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{time:HH:mm:ss}.{frame.Nanoseconds % NanosecondsPerSecond / 1000:000000} {frame.Comment} {FrameSummary.Of(frame.Octets)}"));
    }
}
