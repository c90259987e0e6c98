using System.Threading.Tasks;
using NetKit.Forwarding.Captures;

namespace NetKit.Daemon.Control;

/// <summary>A network whose frames can be captured. Any thread may call.</summary>
public interface ICaptureTarget
{
    /// <summary>Begins a capture; null when there is no endpoint of this name. A null name means the only one.</summary>
    Task<CaptureSession?> CaptureAsync(string? endpoint, PacketFilter? filter);

    /// <summary>Nothing more is captured; what was can still be read.</summary>
    void EndCapture(CaptureSession session);
}
