using System.Collections.Generic;
using System.Threading.Tasks;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Endpoints;

namespace NetKit.Forwarding.Networks;

/// <summary>Captures of single containers: what their interfaces send and get, other containers' frames included.</summary>
public sealed partial class NetworkHost
{
    // Captures of all, those included that are not there yet.
    private readonly List<CaptureSession> _ofAll = [];

    /// <summary>Begins a capture; null: there is no such container. End it with <see cref="EndCapture"/>; it ends by itself with the container.</summary>
    public Task<CaptureSession?> CaptureAsync(string endpointId, PacketFilter? filter) => _loop.RunAsync(() =>
    {
        if (!_members.TryGetValue(endpointId, out NetworkMember? member))
        {
            return null;
        }

        CaptureSession session = new(filter);
        TapOf(member).Add(session);
        foreach (NetworkLoop other in _others)
        {
            other.Join(endpointId, session, SettingsOf(member), member.InterfaceName);
        }

        return session;
    });

    /// <summary>Begins a capture of all containers, those that come later included. End it with <see cref="EndCapture"/>. Loop thread only.</summary>
    internal CaptureSession CaptureAll(PacketFilter? filter)
    {
        CaptureSession session = new(filter) { IsOfMany = true };
        _ofAll.Add(session);
        foreach (NetworkMember member in _members.Values)
        {
            TapOf(member).Add(session);
        }

        return session;
    }

    /// <summary>Nothing more is captured; what was can still be read.</summary>
    public void EndCapture(CaptureSession session)
    {
        _ = _loop.Post(() =>
        {
            foreach (NetworkMember member in _members.Values)
            {
                member.Port.Captures?.Remove(session);
            }

            if (_ofAll.Remove(session))
            {
                session.End();
            }
        });
        foreach (NetworkLoop other in _others)
        {
            other.EndCapture(session);
        }
    }

    private CaptureTap TapOf(NetworkMember member) => _first.TapOf(member.Port, SettingsOf(member), member.InterfaceName);

    private void CaptureToo(NetworkMember member)
    {
        _ = _ofAll.RemoveAll(static session => session.IsAbandoned);
        foreach (CaptureSession session in _ofAll)
        {
            TapOf(member).Add(session);
        }
    }

    private NetworkSettings SettingsOf(NetworkMember member) =>
        _settings with { Name = member.Options.Name, Address = member.Options.Address, AddressV6 = member.Options.AddressV6 };

    private void EndCaptures()
    {
        foreach (NetworkMember member in _members.Values)
        {
            member.Port.Captures?.End();
        }

        foreach (CaptureSession session in _ofAll)
        {
            session.End();
        }

        _ofAll.Clear();
    }
}
