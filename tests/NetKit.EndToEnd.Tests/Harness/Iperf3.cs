using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>iperf3 from the box to a server on the host's loopback.</summary>
internal static class Iperf3
{
    private const int Port = 5201;

    /// <summary>The "end" of its report.</summary>
    /// <param name="lab">Where; its netkit allows the host's loopback.</param>
    /// <param name="reverse">To the container.</param>
    /// <param name="options">Further options of the client.</param>
    public static JsonElement Measure(Lab lab, bool reverse, params IEnumerable<string> options)
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        using RunningCommand server = lab.Host.Start("iperf3", "-s", "-1", "-p", port, "-B", "127.0.0.1", "--forceflush");
        server.WaitFor("Server listening", Command.UsualLimit);
        string[] direction = reverse ? ["-R"] : [];
        Outcome client = lab.Box.Run(["iperf3", "-c", Lab.Gateway, "-p", port, "-J", .. direction, .. options]);
        using JsonDocument report = JsonDocument.Parse(client.Succeeded());
        return report.RootElement.GetProperty("end").Clone();
    }
}
