using System;
using System.Text;

namespace NetKit.Forwarding.Endpoints;

/// <summary>Turns the names of code into the names that people and scripts read: BadChecksum is bad-checksum.</summary>
internal static class CounterNames
{
    public static string Of<TReason>(TReason reason)
        where TReason : struct, Enum
    {
        StringBuilder name = new();
        foreach (char letter in reason.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                _ = name.Append('-');
            }

            _ = name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
