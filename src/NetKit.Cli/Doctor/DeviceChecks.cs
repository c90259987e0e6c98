using System.Collections.Generic;
using NetKit.Interop;

namespace NetKit.Cli.Doctor;

/// <summary>What <c>netkit run</c> and <c>attach</c> need of the kernel: the TUN device and namespaces.</summary>
internal static class DeviceChecks
{
    private const string TunPath = "/dev/net/tun";
    private const string UserLimit = "/proc/sys/user/max_user_namespaces";
    private const string DebianSwitch = "/proc/sys/kernel/unprivileged_userns_clone";
    private const string AppArmorSwitch = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
    private const string NamespacesName = "namespaces";

    public static CheckResult Tun(IHost host)
    {
        const string Name = "tun";
        return host.OpenTun() switch
        {
            Errno.None => CheckResult.Ok(Name, $"{TunPath} can be opened."),
            Errno.NoSuchFile => CheckResult.Fail(
                Name, $"{TunPath} is missing; a container needs it handed in (docker run --device {TunPath}).", "sudo modprobe tun"),
            Errno.NoSuchDevice or Errno.NoSuchDeviceOrAddress => CheckResult.Fail(
                Name, $"{TunPath} has no driver behind it.", "sudo modprobe tun"),
            Errno.AccessDenied or Errno.NotPermitted => CheckResult.Fail(
                Name, $"{TunPath} may not be opened by this user.", $"sudo chmod 0666 {TunPath}"),
            Errno error => CheckResult.Fail(Name, $"{TunPath} cannot be opened ({error}).", "sudo modprobe tun"),
        };
    }

    /// <summary>One loop is enough for most, so nothing is wrong where there can be no other.</summary>
    public static CheckResult Loops(IHost host)
    {
        const string Name = "loops";
        return CheckResult.Ok(Name, host.ProbeSteering() is { } error
            ? $"A network has one event loop for this user: --loops takes root or CAP_BPF (the kernel says {error})."
            : "A network can have an event loop for each processor: --loops.");
    }

    public static CheckResult Programs(IHost host)
    {
        const string Name = "programs";
        List<string> missing = ["unshare", "nsenter"];
        _ = missing.RemoveAll(host.HasProgram);
        return missing.Count == 0
            ? CheckResult.Ok(Name, "unshare and nsenter are installed.")
            : CheckResult.Fail(
                Name,
                $"PATH has no {string.Join(" and no ", missing)}, which namespaces are entered with.",
                "sudo apt-get install util-linux");
    }

    public static CheckResult Namespaces(IHost host)
    {
        if (host.CanMakeNamespaces())
        {
            return CheckResult.Ok(NamespacesName, host.User == 0
                ? "Network and mount namespaces can be made."
                : "User, network and mount namespaces can be made without root.");
        }

        if (host.User == 0)
        {
            return CheckResult.Fail(
                NamespacesName,
                "Network namespaces cannot be made: this root has no CAP_SYS_ADMIN, as in a container without privileges.",
                "docker run --cap-add SYS_ADMIN --cap-add NET_ADMIN");
        }

        return Switched(host, UserLimit, "0", "No user may make user namespaces.", "sudo sysctl -w user.max_user_namespaces=15000")
            ?? Switched(
                host, DebianSwitch, "0", "User namespaces are for root only here.", "sudo sysctl -w kernel.unprivileged_userns_clone=1")
            ?? Switched(
                host,
                AppArmorSwitch,
                "1",
                "AppArmor keeps unprivileged user namespaces powerless.",
                "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0")
            ?? CheckResult.Fail(
                NamespacesName,
                "User namespaces cannot be made, although no setting forbids it: a container's seccomp filter may.",
                "docker run --security-opt seccomp=unconfined");
    }

    private static CheckResult? Switched(IHost host, string path, string off, string detail, string fix) =>
        host.ReadFile(path)?.Trim() == off ? CheckResult.Fail(NamespacesName, detail, fix) : null;
}
