using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using NetKit.Cli.Running;
using NetKit.Control.Sockets;
using NetKit.Daemon.Control;
using NetKit.Forwarding.Icmp;
using NetKit.Interop;
using NetKit.Links.Tap;

namespace NetKit.Cli.Doctor;

/// <summary>This machine, as this process may see it.</summary>
internal sealed class LiveHost : IHost
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public bool IsLinux => OperatingSystem.IsLinux();

    public uint User => ProcessIdentity.EffectiveUser;

    public string SocketDirectory => ControlDirectory.OfThisUser.Path;

    public string? ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public bool HasProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(directory => File.Exists(Path.Combine(directory, name)));

    public Errno OpenTun()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Errno.NotSupported;
        }

        Errno error = TunDevice.Open(out Fd fd);
        Files.Close(fd);
        return error;
    }

    public Errno? ProbeSteering() => OperatingSystem.IsLinux() ? FlowSteering.Problem() : Errno.NotSupported;

    public bool CanMakeNamespaces()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        string[] command = [.. RunChild.Unshare(User == 0), "true"];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using Process? process = Process.Start(start);
            return process is not null && process.WaitForExit(Patience) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    public EchoSocketKind ProbePing() => OperatingSystem.IsLinux() ? EchoSupport.Probe(ipv6: false) : EchoSocketKind.None;

    public ulong OpenFileLimit()
    {
        _ = ProcessLimits.RaiseOpenFiles(out ulong allowed);
        return allowed;
    }

    public string? TrySocketDirectory()
    {
        string path = Path.Combine(SocketDirectory, $"doctor-{Environment.ProcessId}.sock");
        string? refusal = ControlSocket.TryBind(path, out ControlSocket? socket);
        socket?.Dispose();
        return refusal;
    }
}
