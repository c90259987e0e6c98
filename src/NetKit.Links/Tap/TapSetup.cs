using System;
using System.IO;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Netlink;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Tap;

/// <summary>Creates and configures a TAP in the network namespace of the calling thread.</summary>
[SupportedOSPlatform("linux")]
internal static class TapSetup
{
    private const string Loopback = "lo";

    /// <summary>Answers null and descriptors that the caller closes, one for each queue, or what went wrong.</summary>
    public static TapFailure? TryCreate(TapConfiguration configuration, out Fd[] queues)
    {
        queues = [];
        TapFailure? failure = TryAttach(configuration, out Fd first);
        if (failure is not null)
        {
            return failure;
        }

        failure = TryConfigure(configuration);
        if (failure is null && configuration.Persistent)
        {
            failure = Check(TunDevice.SetPersistent(first, true), $"make {configuration.InterfaceName} persistent");
        }

        Fd[] all = new Fd[configuration.Queues];
        Array.Fill(all, Fd.None);
        all[0] = first;
        for (int i = 1; i < all.Length && failure is null; i++)
        {
            failure = TryAttach(configuration, out all[i]);
        }

        if (failure is not null)
        {
            CloseAll(all);
            return failure;
        }

        queues = all;
        return null;
    }

    /// <summary>Closes what is open of them.</summary>
    public static void CloseAll(ReadOnlySpan<Fd> queues)
    {
        foreach (Fd queue in queues)
        {
            if (queue.IsOpen)
            {
                Files.Close(queue);
            }
        }
    }

    private static TapFailure? TryAttach(TapConfiguration configuration, out Fd fd)
    {
        Errno opened = TunDevice.Open(out fd);
        if (opened != Errno.None)
        {
            return new TapFailure(OpenSentence(opened));
        }

        Errno attached = TunDevice.AttachTap(fd, configuration.InterfaceName, configuration.Queues > 1);
        if (attached == Errno.None)
        {
            return null;
        }

        Files.Close(fd);
        fd = Fd.None;
        return new TapFailure(AttachSentence(attached, configuration.InterfaceName));
    }

    private static TapFailure? TryConfigure(TapConfiguration configuration)
    {
        Errno opened = RouteNetlink.TryOpen(out RouteNetlink? netlink);
        if (netlink is null)
        {
            return new TapFailure($"The interface cannot be configured, since a netlink socket cannot be opened ({opened}).");
        }

        using (netlink)
        {
            string name = configuration.InterfaceName;
            uint index = NetworkInterfaces.IndexOf(name);
            Span<byte> buffer = stackalloc byte[LinkRequests.MaximumLength];
            ReadOnlySpan<byte> basics = LinkRequests.SetLink(buffer, index, configuration.Mtu, configuration.Mac, configuration.QueueLength);
            TapFailure? failure = Check(netlink.Exchange(basics), $"set MTU {configuration.Mtu}, hardware address and queue length of {name}");
            failure ??= configuration.Ipv6 ? null : TryForgoIpv6(name);
            if (configuration is { Configure: true, AddressV6: not null })
            {
                PrepareIpv6(name, configuration.LinkLocal);
            }

            return failure ?? (configuration.Configure ? TryAddress(netlink, configuration, index) : null);
        }
    }

    // /proc/sys/net is that of the calling thread's namespace. A kernel without IPv6 has no such file, and nothing to forgo.
    private static TapFailure? TryForgoIpv6(string name)
    {
        string path = $"/proc/sys/net/ipv6/conf/{name}/disable_ipv6";
        try
        {
            if (File.Exists(path))
            {
                File.WriteAllText(path, "1");
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new TapFailure($"The kernel does not let NetKit keep IPv6 off {name} ({exception.Message}).");
        }
    }

    /// <summary>
    /// IPv6 is on, and what the router announces does not add addresses and routes to those that were asked for. Where /proc may only be
    /// read, the kernel's defaults stay, which mean no more than such additions; IPv6 that is off shows when the address is set.
    /// </summary>
    private static void PrepareIpv6(string name, bool linkLocal)
    {
        if (linkLocal)
        {
            TryWrite($"/proc/sys/net/ipv6/conf/{Loopback}/disable_ipv6", "0");
        }
        else
        {
            // IN6_ADDR_GEN_MODE_NONE. An interface of the host's: its loopback is not NetKit's to change.
            TryWrite($"/proc/sys/net/ipv6/conf/{name}/addr_gen_mode", "1");
        }

        TryWrite($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "0");
        TryWrite($"/proc/sys/net/ipv6/conf/{name}/accept_ra", "0");

        static void TryWrite(string path, string value)
        {
            try
            {
                File.WriteAllText(path, value);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Read-only, or a kernel without IPv6.
            }
        }
    }

    private static TapFailure? TryAddress(RouteNetlink netlink, TapConfiguration configuration, uint index)
    {
        Span<byte> buffer = stackalloc byte[LinkRequests.MaximumLength];
        string name = configuration.InterfaceName;
        return Check(netlink.Exchange(LinkRequests.BringUp(buffer, NetworkInterfaces.IndexOf(Loopback))), "bring up lo")
            ?? TryAddress(netlink, index, name, configuration.Address, configuration.PrefixLength)
            ?? TryAddress(netlink, index, name, configuration.AddressV6, configuration.PrefixLengthV6)
            ?? Check(netlink.Exchange(LinkRequests.BringUp(buffer, index)), $"bring up {name}")
            ?? TryRoute(netlink, index, configuration.Gateway, configuration.Address, configuration.PrefixLength)
            ?? TryRoute(netlink, index, configuration.GatewayV6, configuration.AddressV6, configuration.PrefixLengthV6);
    }

    private static TapFailure? TryAddress(RouteNetlink netlink, uint index, string name, IpAddress? address, int prefixLength)
    {
        if (address is not { } local)
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[LinkRequests.MaximumLength];
        Errno added = netlink.Exchange(LinkRequests.AddAddress(buffer, index, local, prefixLength));

        // addrconf.c answers EACCES for an interface that speaks no IPv6, and EOPNOTSUPP is a kernel that speaks none at all.
        return !local.IsV4 && added is Errno.AccessDenied or Errno.NotSupported
            ? new TapFailure(
                $"IPv6 is off in the namespace, so {name} cannot have {local}: sysctl net.ipv6.conf.all.disable_ipv6=0, or do without IPv6.")
            : Check(added, $"add {local}/{prefixLength} to {name}");
    }

    private static TapFailure? TryRoute(RouteNetlink netlink, uint index, IpAddress? gateway, IpAddress? address, int prefixLength)
    {
        if (gateway is not { } next)
        {
            return null;
        }

        bool onLink = address is not { } local || !IpPrefix.Of(local, prefixLength).Contains(next);
        Span<byte> buffer = stackalloc byte[LinkRequests.MaximumLength];
        return Check(netlink.Exchange(LinkRequests.AddDefaultRoute(buffer, index, next, onLink)), $"add a default route through {next}");
    }

    private static TapFailure? Check(Errno error, string what) => error switch
    {
        Errno.None => null,
        Errno.NotPermitted or Errno.AccessDenied =>
            new TapFailure($"The namespace does not let NetKit {what}: it takes CAP_NET_ADMIN there."),
        _ => new TapFailure($"The kernel did not {what} ({error})."),
    };

    private static string OpenSentence(Errno error) => error switch
    {
        Errno.NoSuchFile => "/dev/net/tun is missing: load the driver (modprobe tun), or hand the device to this container.",
        Errno.NoSuchDevice or Errno.NoSuchDeviceOrAddress => "/dev/net/tun has no driver behind it: load it (modprobe tun).",
        Errno.AccessDenied or Errno.NotPermitted => "/dev/net/tun may not be opened: give the user read and write access (chmod 0666 /dev/net/tun), or run as root.",
        _ => $"/dev/net/tun cannot be opened ({error}).",
    };

    private static string AttachSentence(Errno error, string name) => error switch
    {
        Errno.Busy => $"The interface {name} is in use already: choose another name with --ifname.",
        Errno.NotPermitted => $"The namespace does not let NetKit create {name}: it takes CAP_NET_ADMIN there.",
        Errno.InvalidArgument => $"{name} cannot be the name of a TAP: it takes 1 to {TunDevice.MaximumNameLength} characters, and no other kind of interface may have it.",
        _ => $"The kernel did not create the interface {name} ({error}).",
    };
}
