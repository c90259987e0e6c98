using System;
using System.Collections.Immutable;
using System.IO;
using Microsoft.Extensions.Logging;
using NetKit.Forwarding.Loop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Dns;

/// <summary>Keeps a table of what the host's hosts(5) file says. Loop thread only; the file is read on another.</summary>
internal sealed class HostsFollower : IDisposable
{
    private readonly string _path;
    private readonly ImmutableArray<IpAddress> _hostAddresses;
    private readonly ulong _seed;
    private readonly ILogger _logger;
    private readonly BackgroundReader<DnsHostTable?> _reader;
    private readonly FileFollower _follower;

    /// <param name="loop">Whose thread applies.</param>
    /// <param name="options">Name the file, and what becomes of loopback addresses in it: the gateway's.</param>
    /// <param name="seed">A secret, against chosen hash collisions.</param>
    /// <param name="apply">Gets the table: before this returns, and whenever the file has changed.</param>
    /// <param name="logger">Is told when the file cannot be read.</param>
    public HostsFollower(EventLoop loop, DnsServiceOptions options, ulong seed, Action<DnsHostTable> apply, ILogger logger)
    {
        _path = options.HostsFile;
        _hostAddresses = options.Zone.Gateways;
        _seed = seed;
        _logger = logger;
        _reader = new BackgroundReader<DnsHostTable?>(loop, Read, Apply);
        _follower = new FileFollower(loop, _path, options.LookEvery, OnLooked);

        // The first time on this thread, before anybody can ask: a name of the file must not go upstream in the first milliseconds.
        Apply(Read());

        void Apply(DnsHostTable? table)
        {
            if (table is not null)
            {
                apply(table);
            }
        }
    }

    public void Dispose()
    {
        _follower.Dispose();
        _reader.Dispose();
    }

    /// <summary>Null when there is a file that cannot be read: then what it said before still holds.</summary>
    private DnsHostTable? Read()
    {
        try
        {
            return new DnsHostTable(HostsFile.Parse(File.ReadAllText(_path), _hostAddresses), _seed);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new DnsHostTable([], _seed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            DnsLog.Unreadable(_logger, _path, exception.Message);
            return null;
        }
    }

    private void OnLooked(bool changed)
    {
        if (changed || _reader.WasLost)
        {
            _reader.Start();
        }
    }
}
