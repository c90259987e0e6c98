using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace NetKit.Forwarding.Machines;

/// <summary>What is known of machines, of a bounded number: the one that was entered first is forgotten for another.</summary>
internal sealed class Remembered<TKey, TValue>
    where TKey : notnull
{
    private const int Capacity = 1024;

    private readonly Dictionary<TKey, TValue> _known = [];
    private readonly Queue<TKey> _order = new();

    public IReadOnlyCollection<TValue> Values => _known.Values;

    public bool TryFind(TKey key, [MaybeNullWhen(false)] out TValue value) => _known.TryGetValue(key, out value);

    /// <summary>Enters it, or enters it anew in its old turn.</summary>
    public void Enter(TKey key, TValue value)
    {
        if (!_known.ContainsKey(key))
        {
            if (_order.Count == Capacity)
            {
                _ = _known.Remove(_order.Dequeue());
            }

            _order.Enqueue(key);
        }

        _known[key] = value;
    }
}
