using System;
using System.Threading.Tasks;

namespace NetKit.Daemon.Control;

/// <summary>A running network, for those who start and end it.</summary>
public interface INetwork : IControlTarget, IAsyncDisposable
{
    /// <summary>Completes when the interface is gone, after which nothing moves any more.</summary>
    Task Gone { get; }
}
