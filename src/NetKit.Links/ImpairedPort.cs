using NetKit.Interop;
using NetKit.Netstack.Link;
using NetKit.Netstack.Time;

namespace NetKit.Links;

/// <summary>A port whose device is behind a bad link.</summary>
public sealed class ImpairedPort<TDevice>(ILinkPort port, ImpairedLink<TDevice> link) : IPacedPort
    where TDevice : struct, ILinkDevice
{
    public Fd Fd => port.Fd;

    public bool IsGone => port.IsGone;

    public Instant Deadline => link.Deadline;

    public void OnReadable() => port.OnReadable();

    public Instant Advance(Instant now) => link.Advance(now);

    public void Dispose() => port.Dispose();
}
