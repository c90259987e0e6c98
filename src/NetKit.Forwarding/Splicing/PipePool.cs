using System;
using System.Collections.Generic;
using System.Runtime.Versioning;

namespace NetKit.Forwarding.Splicing;

/// <summary>
/// Empty pipes for those who have octets under way: an idle flow holds none. A few are kept for the next; more would only be descriptors.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PipePool : IDisposable
{
    private const int Kept = 8;

    // What passes at once: the most that a user without privileges may ask for (pipe-max-size). With a quarter of it there are twice the calls.
    private const int Octets = 1 << 20;

    private readonly Stack<SplicePipe> _spare = new();
    private bool _isDisposed;

    /// <summary>Null: no descriptor is left.</summary>
    public SplicePipe? Take() => _spare.TryPop(out SplicePipe? pipe) ? pipe : SplicePipe.Open(Octets);

    /// <summary>Takes a pipe back; what may still be in it is lost.</summary>
    public void Give(SplicePipe pipe)
    {
        if (pipe.Held == 0 && _spare.Count < Kept && !_isDisposed)
        {
            _spare.Push(pipe);
            return;
        }

        pipe.Close();
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_spare.TryPop(out SplicePipe? pipe))
        {
            pipe.Close();
        }
    }
}
