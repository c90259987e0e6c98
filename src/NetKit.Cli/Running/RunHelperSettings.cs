using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using NetKit.Cli.Options;
using NetKit.Links.Tap;
using NetKit.Netstack.Wire;

namespace NetKit.Cli.Running;

/// <summary>What <see cref="RunHelper"/> has to know, and its way over a command line.</summary>
internal sealed record RunHelperSettings
{
    private const string EndOfOptions = "--";

    public required IpAddress Address { get; init; }

    public required int PrefixLength { get; init; }

    public required IpAddress Gateway { get; init; }

    public required int Mtu { get; init; }

    /// <summary>As <see cref="TapConfiguration.Queues"/> has it.</summary>
    public int Queues { get; init; } = 1;

    /// <summary>Null where the network has no IPv6, like the next two.</summary>
    public IpAddress? AddressV6 { get; init; }

    public int PrefixLengthV6 { get; init; }

    public IpAddress? GatewayV6 { get; init; }

    /// <summary>What <c>/etc/resolv.conf</c> will name; null: it stays as it is.</summary>
    public IpAddress? Dns { get; init; }

    public ImmutableArray<string> Search { get; init; } = [];

    /// <summary>Descriptors that are not for the command.</summary>
    public ImmutableArray<int> Close { get; init; } = [];

    public TapConfiguration Tap => new()
    {
        Address = Address,
        PrefixLength = PrefixLength,
        Gateway = Gateway,
        AddressV6 = AddressV6,
        PrefixLengthV6 = PrefixLengthV6,
        GatewayV6 = GatewayV6,
        Mtu = Mtu,
        Queues = Queues,
    };

    public static RunHelperSettings Of(NetworkPlan plan, LifeChoices life) => new()
    {
        Address = plan.Settings.Address,
        PrefixLength = plan.Settings.Subnet.Length,
        Gateway = plan.Settings.Gateway,
        Mtu = plan.Settings.Mtu,
        Queues = plan.Settings.Loops,
        AddressV6 = plan.Settings.AddressV6,
        PrefixLengthV6 = plan.Settings.PrefixV6?.Length ?? 0,
        GatewayV6 = plan.Settings.GatewayV6,
        Dns = plan.Settings.Dns,
        Search = plan.Settings.Search,
        Close = [.. new[] { life.ReadyFd, life.ExitFd }.OfType<int>()],
    };

    public IReadOnlyList<string> ToArguments(IReadOnlyList<string> command)
    {
        List<string> arguments = [];
        Add("address", Address.ToString());
        Add("prefix", Number(PrefixLength));
        Add("gateway", Gateway.ToString());
        Add("mtu", Number(Mtu));
        Add("queues", Number(Queues));
        if (AddressV6 is { } addressV6)
        {
            Add("address6", addressV6.ToString());
            Add("prefix6", Number(PrefixLengthV6));
            Add("gateway6", GatewayV6?.ToString());
        }

        Add("dns", Dns?.ToString());
        foreach (string domain in Search)
        {
            Add("search", domain);
        }

        foreach (int descriptor in Close)
        {
            Add("close", Number(descriptor));
        }

        return [.. arguments, EndOfOptions, .. command];

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                arguments.Add(name);
                arguments.Add(value);
            }
        }
    }

    /// <summary>Reads what <see cref="ToArguments"/> wrote; false when it was somebody else.</summary>
    public static bool TryParse(ReadOnlySpan<string> arguments, out RunHelperSettings? settings, out IReadOnlyList<string> command)
    {
        command = [];
        settings = new() { Address = default, PrefixLength = 0, Gateway = default, Mtu = 0 };
        int end = arguments.IndexOf(EndOfOptions);
        if (end < 0 || end % 2 != 0 || end + 1 >= arguments.Length)
        {
            settings = null;
            return false;
        }

        for (int i = 0; i < end && settings is not null; i += 2)
        {
            settings = Apply(settings, arguments[i], arguments[i + 1]);
        }

        command = arguments[(end + 1)..].ToArray();
        return settings is { Mtu: > 0, PrefixLength: > 0 };
    }

    private static RunHelperSettings? Apply(RunHelperSettings settings, string name, string value)
    {
        bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        bool isAddress = IpAddress.TryParse(value, out IpAddress address);
        return name switch
        {
            "address" when isAddress => settings with { Address = address },
            "prefix" when isNumber => settings with { PrefixLength = number },
            "gateway" when isAddress => settings with { Gateway = address },
            "address6" when isAddress => settings with { AddressV6 = address },
            "prefix6" when isNumber => settings with { PrefixLengthV6 = number },
            "gateway6" when isAddress => settings with { GatewayV6 = address },
            "mtu" when isNumber => settings with { Mtu = number },
            "queues" when isNumber && number > 0 => settings with { Queues = number },
            "dns" when isAddress => settings with { Dns = address },
            "search" => settings with { Search = settings.Search.Add(value) },
            "close" when isNumber => settings with { Close = settings.Close.Add(number) },
            _ => null,
        };
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
