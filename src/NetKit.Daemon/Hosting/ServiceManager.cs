using System;
using System.Net.Sockets;
using System.Text;

namespace NetKit.Daemon.Hosting;

/// <summary>Tells systemd how it goes (sd_notify(3)); nothing without one.</summary>
public sealed class ServiceManager(string? socketPath)
{
    public const string Variable = "NOTIFY_SOCKET";

    public static ServiceManager OfEnvironment => new(Environment.GetEnvironmentVariable(Variable));

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}\n");

    /// <summary>A reload has to say when it began (Type=notify-reload).</summary>
    public void Reloading() => Send(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"RELOADING=1\nMONOTONIC_USEC={System.Diagnostics.Stopwatch.GetElapsedTime(0).Ticks / 10}\n"));

    public void Stopping() => Send("STOPPING=1\n");

    private void Send(string message)
    {
        if (string.IsNullOrEmpty(socketPath))
        {
            return;
        }

        try
        {
            // A leading @ stands for the zero octet of an abstract name.
            string path = socketPath[0] == '@' ? "\0" + socketPath[1..] : socketPath;
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            _ = socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            // Whoever does not listen does not need to know.
        }
    }
}
