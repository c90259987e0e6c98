using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Nodes;

/// <summary>The learning switch: one verdict for each frame, nothing back to where it came from, nobody's address from an endpoint but its own.</summary>
internal sealed class SwitchRig : IGatewayClaims
{
    private const int MostLearned = 4;

    private static readonly MacAddress EndpointMac = new(0x5254_000A_0064);

    private static readonly IpPrefix Prefix = IpPrefix.Of(new IpAddress(0xFD00_0000_0000_0000, 0), 64);

    private readonly FrameSwitch _switch = new(new SwitchOptions
    {
        NodeMac = NodeOptions.UsualMac,
        Gateway = IpAddress.FromV4(10, 0, 2, 2),
        GatewayV6 = Prefix.At(2),
        Service = IpAddress.FromV4(10, 0, 2, 3),
        Seed = 7,
        LearnedCapacity = MostLearned,
    });

    private readonly SwitchPort[] _ports;

    private SwitchRig()
    {
        _switch.Claims = this;
        _ports =
        [
            _switch.TryAdd(new SwitchPortOptions { Mac = EndpointMac, Addresses = [IpAddress.FromV4(10, 0, 2, 100), Prefix.At(0x64)] })!,
            _switch.TryAdd(new SwitchPortOptions { Mac = new MacAddress(0x5254_000A_0065), Addresses = [IpAddress.FromV4(10, 0, 2, 101), Prefix.At(0x65)] })!,
            _switch.TryAdd(new SwitchPortOptions { Kind = SwitchPortKind.Open })!,
            _switch.TryAdd(new SwitchPortOptions { Kind = SwitchPortKind.Host })!,
        ];
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        SwitchRig rig = new();
        InputReader reader = new(input);
        Instant now = Sequence.Start;
        while (!reader.IsEmpty)
        {
            byte decision = reader.Octet();
            now += Sequence.Pause(decision);
            rig.Judge(now, rig._ports[(decision >> 3) & 3], (decision & 0x20) != 0, Sequence.Message(ref reader).ToArray());
        }

        foreach (SwitchPort port in rig._ports)
        {
            Oracle.Holds(port.Counters.FramesIn == port.Counters.Forwarded + port.Counters.TotalDrops, "frames that are neither forwarded nor dropped");
        }
    }

    public bool IsOfNode(in GatewayPacket packet) => (packet.GetHashCode() & 1) == 0;

    private void Judge(Instant now, SwitchPort port, bool isOwn, byte[] frame)
    {
        if (isOwn && frame.Length >= 2 * MacAddress.Length)
        {
            EndpointMac.WriteTo(frame.AsSpan(MacAddress.Length));
        }

        byte[] before = [.. frame];
        SwitchVerdict verdict = _switch.Judge(now, port, frame);
        bool isForwarded = verdict.Action is not SwitchAction.Drop;
        Oracle.Holds((verdict.Reason is SwitchDropReason.None) == isForwarded, "a reason without a drop, or a drop without");
        Oracle.Holds(verdict.Target != port, "back to where it came from");
        Oracle.Same(frame, before, "judging is not changing");
        Oracle.Holds(
            !isForwarded || port != _ports[0] || MacAddress.Read(frame.AsSpan(MacAddress.Length)) == EndpointMac,
            "an endpoint spoke with another's address");
        Oracle.Holds(_switch.LearnedCount <= MostLearned, $"{_switch.LearnedCount} learned addresses");
    }
}
