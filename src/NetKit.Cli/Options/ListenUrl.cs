using System;
using System.Globalization;
using System.IO;
using NetKit.Forwarding.Machines;
using NetKit.Interop;

namespace NetKit.Cli.Options;

/// <summary>Where <c>netkit serve</c> expects virtual machines, as people write it.</summary>
internal static class ListenUrl
{
    public const string Known = "qemu://PATH, qemu+tcp://127.0.0.1:PORT, vfkit://PATH, vpnkit://PATH, bess://PATH or fd:N";

    private const string QemuPath = "qemu://";
    private const string VfkitPath = "vfkit://";
    private const string BessPath = "bess://";
    private const string VpnkitPath = "vpnkit://";
    private const string QemuTcp = "qemu+tcp://";
    private const string Descriptor = "fd:";

    /// <exception cref="UsageException">It is none of these, or incomplete.</exception>
    public static MachineListen Read(string text) =>
        TryCut(text, QemuPath) is { } path ? OfPath(text, MachineProtocol.Qemu, path)
        : TryCut(text, VfkitPath) is { } datagrams ? OfPath(text, MachineProtocol.Vfkit, datagrams)
        : TryCut(text, BessPath) is { } packets ? OfPath(text, MachineProtocol.Bess, packets)
        : TryCut(text, VpnkitPath) is { } clients ? OfPath(text, MachineProtocol.Vpnkit, clients)
        : TryCut(text, QemuTcp) is { } endpoint ? OfPort(text, endpoint)
        : TryCut(text, Descriptor) is { } number ? OfDescriptor(text, number)
        : throw new UsageException($"--listen {text} is nothing that netkit serve knows: write {Known}.");

    private static string? TryCut(string text, string scheme) =>
        text.StartsWith(scheme, StringComparison.Ordinal) ? text[scheme.Length..] : null;

    private static MachineListen OfPath(string text, MachineProtocol protocol, string path) => path.Length > 0
        ? new MachineListen(text, protocol) { Path = Path.GetFullPath(path) }
        : throw new UsageException($"--listen {text} names no path: write e.g. {text}/run/user/1000/vm.sock.");

    // Whoever can connect is on the network, and TCP does not say who it is.
    private static MachineListen OfPort(string text, string endpoint)
    {
        if (!EndpointText.TryParse(endpoint, 0, out SocketEndpoint read) || read.Port == 0)
        {
            throw new UsageException($"--listen {text} is no address and port: write e.g. {QemuTcp}127.0.0.1:5555.");
        }

        return read.Address.IsLoopback
            ? new MachineListen(text, MachineProtocol.Qemu) { Endpoint = read }
            : throw new UsageException(
                $"--listen {text} would let everybody in who can reach {read.Address}, unasked: listen on 127.0.0.1, and lead others there with e.g. ssh.");
    }

    private static MachineListen OfDescriptor(string text, string digits)
    {
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw new UsageException($"--listen {text} is not the number of a file descriptor.");
        }

        return LifeOptions.IsOpen(number)
            ? new MachineListen(text, MachineProtocol.Qemu) { Connected = new Fd(number) }
            : throw new UsageException($"--listen {text} is not open: hand over a stream socket that is connected.");
    }
}
