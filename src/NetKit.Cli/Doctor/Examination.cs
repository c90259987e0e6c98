using System.Collections.Generic;
using System.Linq;

namespace NetKit.Cli.Doctor;

/// <summary>All checks, in the order in which they should be mended.</summary>
internal static class Examination
{
    public static DoctorReport Of(IHost host)
    {
        List<CheckResult> checks = [];
        if (host.IsLinux)
        {
            checks.Add(DeviceChecks.Tun(host));
            checks.Add(DeviceChecks.Loops(host));
            checks.Add(DeviceChecks.Programs(host));
            checks.Add(DeviceChecks.Namespaces(host));
            checks.Add(NetworkChecks.Ping(host));
            checks.Add(NetworkChecks.CongestionControl(host));
            checks.Add(NetworkChecks.Routes(host));
            checks.Add(NetworkChecks.Ipv6(host));
            checks.Add(NetworkChecks.Pools(host));
        }

        checks.Add(NetworkChecks.Resolvers(host));
        checks.Add(ProcessChecks.OpenFiles(host));
        checks.Add(ProcessChecks.SocketDirectory(host));
        return new DoctorReport(checks.Max(static check => check.Status), checks);
    }
}
