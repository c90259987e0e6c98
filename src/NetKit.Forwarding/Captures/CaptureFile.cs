using System;
using System.IO;
using System.Runtime.Versioning;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace NetKit.Forwarding.Captures;

/// <summary>Writes a capture to a file as it grows. A disk that is too slow or full loses frames, never traffic.</summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
internal sealed partial class CaptureFile : IAsyncDisposable
{
    private const int BufferLength = 256 << 10;

    private readonly FileStream _file;
    private readonly CaptureSession _session;
    private readonly ILogger _log;
    private readonly Task _writing;

    private CaptureFile(FileStream file, CaptureSession session, ILogger log)
    {
        _file = file;
        _session = session;
        _log = log;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Makes the file, or makes it empty. Only its owner may read it: it holds everything that the container says.</summary>
    public static CaptureFile Open(string path, CaptureSession session, ILoggerFactory loggers)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = 0,
        };
        return new CaptureFile(new FileStream(path, options), session, loggers.CreateLogger(typeof(CaptureFile).Namespace!));
    }

    /// <summary>Waits until the session, which has been ended, is written down.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
        if (_session.Lost > 0)
        {
            LogLost(_session.Lost, _file.Name);
        }

        _session.Dispose();
    }

    private async Task WriteAsync()
    {
        byte[] buffer = new byte[BufferLength];
        bool isBroken = false;
        while (await _session.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false) is > 0 and int count)
        {
            try
            {
                if (!isBroken)
                {
                    await _file.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                }
            }
            catch (IOException exception)
            {
                isBroken = true;
                LogBroken(_file.Name, exception.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Lost} frames are missing in {File}: it could not be written as fast as they came.")]
    private partial void LogLost(long lost, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "The capture file {File} cannot be written any more: {Reason}")]
    private partial void LogBroken(string file, string reason);
}
