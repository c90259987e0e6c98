using System;

namespace NetKit.Bench.Peers;

/// <summary>An action that is due when its owner goes.</summary>
internal sealed class Undo(Action action) : IDisposable
{
    public void Dispose() => action();
}
