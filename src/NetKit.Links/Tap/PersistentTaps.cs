using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.NetworkInformation;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Tap;

/// <summary>
/// TAPs that outlive the process that made them. Such an interface is made here (<see cref="TapInNamespace.TryOpenHere"/> with
/// <see cref="TapConfiguration.Persistent"/>), is moved into a container by whoever runs it while the descriptor stays good, and is found
/// again there, under whatever name it has by then, after a restart.
/// </summary>
/// <remarks>
/// While nobody holds the descriptor the interface keeps its addresses and routes and has no carrier. It can be attached to once only, so an interface
/// that another process serves is not taken from it.
/// </remarks>
[SupportedOSPlatform("linux")]
public static class PersistentTaps
{
    /// <summary>Takes an interface up again. Null and a port that the caller disposes of, or what went wrong; nothing is created.</summary>
    /// <param name="target">Where it is; null for the namespace of the calling thread.</param>
    /// <param name="name">What it is called there.</param>
    /// <param name="mtu">The MTU that it was made with.</param>
    /// <param name="queues">And how many queues.</param>
    /// <param name="port">The open TAP.</param>
    public static TapFailure? TryReadopt(NamespaceTarget? target, string name, int mtu, int queues, out TapPort? port) =>
        TryReadopt(target, () => name, $"called {name}", mtu, queues, out port);

    /// <summary>The same for an interface whose link address is known, and whose name is not.</summary>
    public static TapFailure? TryReadopt(NamespaceTarget? target, MacAddress mac, int mtu, int queues, out TapPort? port) =>
        TryReadopt(target, () => NameOf(mac), $"with the address {mac}", mtu, queues, out port);

    /// <summary>Removes an interface that nobody serves. One that is not there is as good as removed; one that is no TAP stays.</summary>
    public static TapFailure? TryRemove(NamespaceTarget? target, string name)
    {
        TapFailure? failure = null;
        Errno entered = NamespaceThread.Run(target, () =>
        {
            if (NetworkInterfaces.IndexOf(name) == 0)
            {
                return;
            }

            // How many queues it had is not known here: it was one, or not.
            failure = TryAttach(name, isOneOfMany: false, out Fd fd);
            failure = failure is null ? null : TryAttach(name, isOneOfMany: true, out fd);
            if (failure is null)
            {
                _ = TunDevice.SetPersistent(fd, false);
                Files.Close(fd);
            }
        });

        // With the namespace the interface is gone too.
        return entered is Errno.None or Errno.NoSuchFile ? failure : NotEntered(target, entered);
    }

    /// <summary>The interfaces of the calling thread's namespace whose names begin so: what a process that was killed has left behind.</summary>
    public static IReadOnlyList<string> Find(string prefix) =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Select(static one => one.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];

    private static TapFailure? TryReadopt(NamespaceTarget? target, Func<string?> find, string which, int mtu, int queues, out TapPort? port)
    {
        TapPort? found = null;
        TapFailure? failure = null;
        Errno entered = NamespaceThread.Run(target, () =>
        {
            // Attaching to a name that does not exist would make an interface of that name.
            string? name = find();
            if (name is null || NetworkInterfaces.IndexOf(name) == 0)
            {
                failure = new TapFailure($"There is no interface {which} in {Place(target)}.");
                return;
            }

            failure = TryAttach(name, queues, out Fd[] all) ?? TapPort.TryAdopt(all, mtu, out found);
        });
        port = found;
        return entered == Errno.None ? failure : NotEntered(target, entered);
    }

    private static TapFailure? TryAttach(string name, int queues, out Fd[] all)
    {
        all = new Fd[queues];
        Array.Fill(all, Fd.None);
        TapFailure? failure = null;
        for (int i = 0; i < queues && failure is null; i++)
        {
            failure = TryAttach(name, queues > 1, out all[i]);
        }

        if (failure is not null)
        {
            TapSetup.CloseAll(all);
        }

        return failure;
    }

    private static TapFailure? TryAttach(string name, bool isOneOfMany, out Fd fd)
    {
        Errno error = TunDevice.Open(out fd);
        if (error != Errno.None)
        {
            return new TapFailure($"/dev/net/tun cannot be opened ({error}).");
        }

        error = TunDevice.AttachTap(fd, name, isOneOfMany);
        if (error == Errno.None)
        {
            return null;
        }

        Files.Close(fd);
        fd = Fd.None;
        return new TapFailure(error switch
        {
            Errno.Busy => $"{name} is served by another process.",
            Errno.InvalidArgument => $"{name} is no TAP of NetKit's kind.",
            Errno.NotPermitted or Errno.AccessDenied => $"{name} may not be taken up: it takes CAP_NET_ADMIN in its namespace.",
            _ => $"{name} cannot be taken up ({error}).",
        });
    }

    private static string? NameOf(MacAddress mac)
    {
        Span<byte> octets = stackalloc byte[MacAddress.Length];
        mac.WriteTo(octets);
        foreach (NetworkInterface one in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (octets.SequenceEqual(one.GetPhysicalAddress().GetAddressBytes()))
            {
                return one.Name;
            }
        }

        return null;
    }

    private static string Place(NamespaceTarget? target) => target is null ? "this network namespace" : $"the network namespace of {target}";

    private static TapFailure NotEntered(NamespaceTarget? target, Errno error) => new($"{Place(target)} cannot be entered ({error}).");
}
