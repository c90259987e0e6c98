using System.Globalization;

namespace NetKit.Cli.Doctor;

/// <summary>What this process may have and where it may put it.</summary>
internal static class ProcessChecks
{
    private const ulong Comfortable = 8192;     // every flow takes one descriptor, a published TCP connection another

    public static CheckResult OpenFiles(IHost host)
    {
        const string Name = "open-files";
        ulong limit = host.OpenFileLimit();
        string detail = string.Create(CultureInfo.InvariantCulture, $"A netkit may have {limit} descriptors, one for each flow.");
        return limit >= Comfortable ? CheckResult.Ok(Name, detail) : CheckResult.Warn(Name, detail, "ulimit -Hn 65536");
    }

    public static CheckResult SocketDirectory(IHost host)
    {
        const string Name = "control-socket";
        string directory = host.SocketDirectory;
        return host.TrySocketDirectory() is { } refusal
            ? CheckResult.Warn(
                Name, $"'netkit forward' and the like will not find an instance: {refusal}", "netkit run --api-socket PATH")
            : CheckResult.Ok(Name, $"Control sockets can be made in {directory}.");
    }
}
