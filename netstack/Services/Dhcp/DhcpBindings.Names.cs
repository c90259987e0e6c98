using System;
using System.Text;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>Host names: each belongs to one client at most.</summary>
internal sealed partial class DhcpBindings
{
    private void SetName(DhcpBinding binding, ReadOnlySpan<byte> name)
    {
        // A renewal without a name does not take it away: not every client repeats it.
        if (name.IsEmpty || binding.IsNameReserved || (binding.HostName is { } known && Ascii.Equals(name, known)))
        {
            return;
        }

        string? granted = IsTaken(name, binding) ? null : Encoding.Latin1.GetString(name);
        Revision += granted == binding.HostName ? 0 : 1;
        binding.HostName = granted;
    }

    /// <summary>The first who has a name keeps it, so that no client can take another's in the local zone.</summary>
    private bool IsTaken(ReadOnlySpan<byte> name, DhcpBinding asking)
    {
        foreach (string forbidden in _options.ForbiddenNames)
        {
            if (Ascii.EqualsIgnoreCase(name, forbidden))
            {
                return true;
            }
        }

        foreach (DhcpBinding other in _byAddress.Values)
        {
            bool keeps = other != asking && (other.IsHeld || other.IsReserved);
            if (keeps && other.HostName is { } taken && Ascii.EqualsIgnoreCase(name, taken))
            {
                return true;
            }
        }

        return false;
    }

    private void TakeNameFromOthers(DhcpBinding owner)
    {
        foreach (DhcpBinding other in _byAddress.Values)
        {
            bool isSame = other != owner && string.Equals(other.HostName, owner.HostName, StringComparison.OrdinalIgnoreCase);
            other.HostName = isSame && !other.IsNameReserved ? null : other.HostName;
        }
    }
}
