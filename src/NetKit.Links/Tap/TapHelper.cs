using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Tap;

/// <summary>
/// The half of <see cref="TapInNamespace"/> that runs inside the namespace: this program, started again through nsenter. It creates the
/// interface, hands its descriptors back over the socket it was given, and ends. The interface stays as long as one of them is open somewhere.
/// </summary>
[SupportedOSPlatform("linux")]
public static class TapHelper
{
    /// <summary>The word that selects this job on the command line.</summary>
    public const string Command = "tap-helper";

    /// <summary>Does the job with the arguments that follow <see cref="Command"/>; the result is the exit status.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        Fd socket = new(NamespaceHelper.ChannelNumber);
        if (!TryParse(arguments, out TapConfiguration configuration))
        {
            return 2;
        }

        bool isDone = TapHandover.Offer(socket, configuration);
        Files.Close(socket);
        return isDone ? 0 : 1;
    }

    internal static List<string> Arguments(TapConfiguration configuration)
    {
        List<string> arguments =
        [
            "ifname", configuration.InterfaceName,
            "mtu", Number(configuration.Mtu),
            "queue", Number(configuration.QueueLength),
            "queues", Number(configuration.Queues),
            "configure", Number(configuration.Configure ? 1 : 0),
            "persistent", Number(configuration.Persistent ? 1 : 0),
            "ipv6", Number(configuration.Ipv6 ? 1 : 0),
            "link-local", Number(configuration.LinkLocal ? 1 : 0),
            "prefix", Number(configuration.PrefixLength),
            "prefix6", Number(configuration.PrefixLengthV6),
        ];
        Add("mac", configuration.Mac?.ToString());
        Add("address", configuration.Address?.ToString());
        Add("gateway", configuration.Gateway?.ToString());
        Add("address6", configuration.AddressV6?.ToString());
        Add("gateway6", configuration.GatewayV6?.ToString());
        return arguments;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                arguments.Add(name);
                arguments.Add(value);
            }
        }
    }

    /// <summary>Reads what <see cref="Arguments"/> wrote: names and values in turn.</summary>
    internal static bool TryParse(ReadOnlySpan<string> arguments, out TapConfiguration configuration)
    {
        configuration = new TapConfiguration();
        if (arguments.Length % 2 != 0)
        {
            return false;
        }

        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (TryApply(configuration, arguments[i], arguments[i + 1]) is not { } next)
            {
                return false;
            }

            configuration = next;
        }

        return true;
    }

    private static TapConfiguration? TryApply(TapConfiguration configuration, string name, string value)
    {
        bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        bool isAddress = IpAddress.TryParse(value, out IpAddress address);
        return name switch
        {
            "ifname" => configuration with { InterfaceName = value },
            "mtu" when isNumber => configuration with { Mtu = number },
            "queue" when isNumber => configuration with { QueueLength = number },
            "queues" when isNumber && number > 0 => configuration with { Queues = number },
            "configure" when isNumber => configuration with { Configure = number != 0 },
            "prefix" when isNumber => configuration with { PrefixLength = number },
            "prefix6" when isNumber => configuration with { PrefixLengthV6 = number },
            "persistent" when isNumber => configuration with { Persistent = number != 0 },
            "ipv6" when isNumber => configuration with { Ipv6 = number != 0 },
            "link-local" when isNumber => configuration with { LinkLocal = number != 0 },
            "mac" when MacAddress.TryParse(value, out MacAddress mac) => configuration with { Mac = mac },
            "address" when isAddress => configuration with { Address = address },
            "gateway" when isAddress => configuration with { Gateway = address },
            "address6" when isAddress => configuration with { AddressV6 = address },
            "gateway6" when isAddress => configuration with { GatewayV6 = address },
            _ => null,
        };
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
