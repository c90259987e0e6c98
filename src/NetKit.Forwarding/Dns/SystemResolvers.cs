using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using DnsClient;
using Microsoft.Extensions.Logging;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// Finds the system's DNS servers and tells when they become others. Loop thread only. A server on the host's loopback is as good as any:
/// the host's own sockets ask it.
/// </summary>
/// <remarks>
/// DnsClient knows where each system keeps them, so it is asked first. It says nothing of a host whose interfaces are all down but the
/// loopback, and it reads one file only: then, and for any other file, the file is read here.
/// </remarks>
internal sealed class SystemResolvers : IDisposable
{
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly Action<ImmutableArray<SocketEndpoint>> _found;
    private readonly BackgroundReader<ImmutableArray<SocketEndpoint>> _reader;
    private readonly FileFollower _follower;
    private ImmutableArray<SocketEndpoint> _current;

    /// <param name="loop">Whose thread tells.</param>
    /// <param name="path">The resolv.conf(5).</param>
    /// <param name="lookEvery">How often to look at the file when nothing is reported of it.</param>
    /// <param name="found">Gets the servers, none perhaps, soon and whenever they have changed.</param>
    /// <param name="logger">Is told of changes.</param>
    public SystemResolvers(EventLoop loop, string path, TimeSpan lookEvery, Action<ImmutableArray<SocketEndpoint>> found, ILogger logger)
    {
        _path = path;
        _found = found;
        _logger = logger;
        _reader = new BackgroundReader<ImmutableArray<SocketEndpoint>>(loop, () => Find(path), Apply);
        _follower = new FileFollower(loop, path, lookEvery, OnLooked);
        _reader.Start();
    }

    public void Dispose()
    {
        _follower.Dispose();
        _reader.Dispose();
    }

    /// <summary>The servers of this moment; none when there is no file, or it cannot be read. Any thread.</summary>
    internal static ImmutableArray<SocketEndpoint> Find(string path)
    {
        ImmutableArray<SocketEndpoint> servers = path == DnsServiceOptions.SystemResolverFile ? AskLibrary() : [];
        return servers.IsEmpty ? ReadFile(path) : servers;
    }

    private static ImmutableArray<SocketEndpoint> AskLibrary()
    {
        try
        {
            return Convert(NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false));
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // It found nothing, or nothing that it likes.
            return [];
        }
    }

    private static ImmutableArray<SocketEndpoint> Convert(IReadOnlyCollection<NameServer> found)
    {
        ImmutableArray<SocketEndpoint>.Builder servers = ImmutableArray.CreateBuilder<SocketEndpoint>(found.Count);
        foreach (NameServer server in found)
        {
            if (IpAddress.TryParse(server.Address, out IpAddress address))
            {
                servers.Add(new SocketEndpoint(address, (ushort)server.Port));
            }
        }

        return servers.ToImmutable();
    }

    private static ImmutableArray<SocketEndpoint> ReadFile(string path)
    {
        try
        {
            return ResolverFile.Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // While there is no server, every look counts: an interface that comes up changes what the library says, and not the file.
    private void OnLooked(bool changed)
    {
        if (changed || _reader.WasLost || _current.IsDefaultOrEmpty)
        {
            _reader.Start();
        }
    }

    private void Apply(ImmutableArray<SocketEndpoint> servers)
    {
        if (!_current.IsDefault && _current.AsSpan().SequenceEqual(servers.AsSpan()))
        {
            return;
        }

        _current = servers;
        if (_logger.IsEnabled(LogLevel.Information) && !servers.IsEmpty)
        {
            DnsLog.Servers(_logger, string.Join(", ", servers), _path);
        }

        _found(servers);
    }
}
