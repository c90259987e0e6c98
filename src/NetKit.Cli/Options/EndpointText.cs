using System;
using System.Globalization;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Cli.Options;

/// <summary>Addresses with and without a port, as people write them.</summary>
internal static class EndpointText
{
    /// <summary>Reads <c>9.9.9.9</c>, <c>9.9.9.9:53</c>, <c>2620:fe::fe</c> and <c>[2620:fe::fe]:53</c>.</summary>
    public static bool TryParse(string text, ushort defaultPort, out SocketEndpoint endpoint)
    {
        endpoint = default;
        string address = text;
        string? port = null;
        if (text.StartsWith('['))
        {
            int bracket = text.IndexOf(']', StringComparison.Ordinal);
            if (bracket < 0 || (bracket + 1 < text.Length && text[bracket + 1] != ':'))
            {
                return false;
            }

            address = text[1..bracket];
            port = bracket + 1 < text.Length ? text[(bracket + 2)..] : null;
        }
        else if (text.AsSpan().Count(':') == 1)
        {
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            address = text[..colon];
            port = text[(colon + 1)..];
        }

        ushort number = defaultPort;
        bool valid = IpAddress.TryParse(address, out IpAddress parsed)
            && (port is null || (ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number != 0));
        endpoint = valid ? new SocketEndpoint(parsed, number) : default;
        return valid;
    }
}
