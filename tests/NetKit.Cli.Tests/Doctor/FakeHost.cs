using System;
using System.Collections.Generic;
using System.IO;
using NetKit.Cli.Doctor;
using NetKit.Forwarding.Icmp;
using NetKit.Interop;

namespace NetKit.Cli.Tests.Doctor;

/// <summary>A healthy machine, whose files lie below a directory of the test; what a test sets is ill.</summary>
internal sealed class FakeHost : IHost, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("netkit-test-").FullName;

    public FakeHost()
    {
        Write("/etc/resolv.conf", "# comment\nnameserver 192.0.2.53\nsearch example\n");
        Write("/proc/sys/net/ipv4/tcp_congestion_control", "cubic\n");
        Write("/proc/net/route", "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
            + "eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
            + "eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n");
    }

    public bool IsLinux { get; init; } = true;

    public uint User { get; init; } = 1000;

    public string SocketDirectory => "/run/user/1000/netkit";

    public Errno Tun { get; init; }

    public Errno? Steering { get; init; }

    public bool Namespaces { get; init; } = true;

    public EchoSocketKind Ping { get; init; } = EchoSocketKind.Ping;

    public ulong Files { get; init; } = 65536;

    public string? SocketRefusal { get; init; }

    public HashSet<string> Programs { get; } = ["unshare", "nsenter"];

    public string? ReadFile(string path)
    {
        string file = Place(path);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    public bool HasProgram(string name) => Programs.Contains(name);

    public Errno OpenTun() => Tun;

    public Errno? ProbeSteering() => Steering;

    public bool CanMakeNamespaces() => Namespaces;

    public EchoSocketKind ProbePing() => Ping;

    public ulong OpenFileLimit() => Files;

    public string? TrySocketDirectory() => SocketRefusal;

    public void Write(string path, string text)
    {
        string file = Place(path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Delete(string path) => File.Delete(Place(path));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Place(string path) => Path.Combine(_root, path.TrimStart('/'));
}
