namespace NetKit.Netstack.Network.Switching;

/// <summary>What is to be done with a frame.</summary>
/// <param name="Action">Where it goes.</param>
/// <param name="Target">The port, for the actions that have one.</param>
/// <param name="Reason">Why it goes nowhere.</param>
public readonly record struct SwitchVerdict(SwitchAction Action, SwitchPort? Target, SwitchDropReason Reason)
{
    internal static SwitchVerdict Drop(SwitchDropReason reason) => new(SwitchAction.Drop, null, reason);

    internal static SwitchVerdict To(SwitchPort target) => new(SwitchAction.ToPort, target, SwitchDropReason.None);

    internal static SwitchVerdict Do(SwitchAction action) => new(action, null, SwitchDropReason.None);
}
