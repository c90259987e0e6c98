using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Threading;
using NetKit.Interop;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>A network namespace with a name, its loopback up; gone with this object.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    public NetworkNamespace()
    {
        _ = Command.Run("ip", "netns", "add", Name).Succeeded();
        _ = Command.Run("ip", "-n", Name, "link", "set", "lo", "up").Succeeded();
    }

    public string Name { get; } = Scratch.UniqueName();

    public string Path => $"/run/netns/{Name}";

    /// <summary>ip-netns(8): files in here stand in /etc for programs that it executes in the namespace.</summary>
    private string EtcDirectory => $"/etc/netns/{Name}";

    public string[] Line(params IEnumerable<string> line) => ["ip", "netns", "exec", Name, .. line];

    public Outcome Run(params string[] line) => Command.Run(Line(line));

    public Outcome Run(TimeSpan limit, params string[] line) => Command.Run(limit, Line(line));

    public RunningCommand Start(params string[] line) => RunningCommand.Start(Line(line));

    /// <summary>One command of ip(8).</summary>
    public string Ip(string command) => Command.Run(["ip", "-n", Name, .. command.Split(' ')]).Succeeded();

    public void Sysctl(string key, string value) => Run("sysctl", "-q", "-w", $"{key}={value}").Succeeded();

    /// <summary>Puts a file into /etc for programs in the namespace.</summary>
    public void WriteEtc(string name, string text)
    {
        _ = Directory.CreateDirectory(EtcDirectory);
        File.WriteAllText(System.IO.Path.Combine(EtcDirectory, name), text);
    }

    /// <summary>Does something on a thread in the namespace: a socket belongs to where it was made, whoever uses it later.</summary>
    public T Inside<T>(Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Enter();
                result = work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        { Name = Name };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    public Socket Listen(string address, int port, int backlog = 512) => Inside(() =>
    {
        IPAddress local = IPAddress.Parse(address);
        Socket socket = new(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(local, port));
        socket.Listen(backlog);
        return socket;
    });

    public Socket Connect(string address, int port) => Inside(() =>
    {
        IPAddress remote = IPAddress.Parse(address);
        Socket socket = new(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(new IPEndPoint(remote, port));
        return socket;
    });

    /// <summary>Bound to a port; 0: the system chooses.</summary>
    public Socket Datagrams(string address, int port) => Inside(() =>
    {
        IPAddress local = IPAddress.Parse(address);
        Socket socket = new(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(local, port));
        return socket;
    });

    /// <summary>For whole packets, IPv4.</summary>
    public Socket Raw(ProtocolType protocol) => Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Raw, protocol));

    public void Dispose()
    {
        Outcome deleted = Command.Run("ip", "netns", "delete", Name);
        if (Directory.Exists(EtcDirectory))
        {
            Directory.Delete(EtcDirectory, recursive: true);
        }

        // A test may have taken it away itself.
        Assert.That(File.Exists(Path), Is.False, deleted.ToString);
    }

    private void Enter()
    {
        Errno opened = Files.OpenForReading(Path, out Fd network);
        Errno entered = opened == Errno.None ? Interop.NetworkNamespace.Enter(network) : opened;
        Files.Close(network);
        if (entered != Errno.None)
        {
            throw new InvalidOperationException($"The namespace {Name} cannot be entered: {entered}.");
        }
    }
}
