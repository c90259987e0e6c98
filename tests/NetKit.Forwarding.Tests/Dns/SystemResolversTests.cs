using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Dns;
using NetKit.Interop;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

/// <summary>Servers are found by what they hear: files here cannot name a port, so the tests look at which servers are in use.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SystemResolversTests : IDisposable
{
    private readonly FollowedFile _file = new();
    private DnsBench? _bench;

    public void Dispose()
    {
        _bench?.Dispose();
        _file.Dispose();
    }

    [Test]
    public void A_file_replaced_by_rename_is_followed()
    {
        File.WriteAllText(_file.At, "nameserver 192.0.2.1\n");
        Follow();
        Expect("192.0.2.1");
        FollowedFile.Replace(_file.At, "nameserver 192.0.2.2\nnameserver 192.0.2.3\n");
        Expect("192.0.2.2", "192.0.2.3");
        Assert.That(_bench!.Snapshot.ServerChanges, Is.EqualTo(1));
    }

    [Test]
    public void A_file_written_in_place_is_followed()
    {
        File.WriteAllText(_file.At, "nameserver 192.0.2.1\n");
        Follow();
        Expect("192.0.2.1");
        File.WriteAllText(_file.At, "nameserver 192.0.2.9\n");
        Expect("192.0.2.9");
    }

    [Test]
    public void A_link_is_followed_when_it_changes_and_when_its_target_does()
    {
        File.WriteAllText(_file.In("run/a/resolv.conf"), "nameserver 192.0.2.1\n");
        File.WriteAllText(_file.In("run/b/resolv.conf"), "nameserver 192.0.2.2\n");
        _ = File.CreateSymbolicLink(_file.At, "../run/a/resolv.conf");
        Follow();
        Expect("192.0.2.1");

        _ = File.CreateSymbolicLink(_file.At + ".new", "../run/b/resolv.conf");
        File.Move(_file.At + ".new", _file.At, overwrite: true);
        Expect("192.0.2.2");

        FollowedFile.Replace(_file.In("run/b/resolv.conf"), "nameserver 192.0.2.3\n");
        Expect("192.0.2.3");
    }

    [Test]
    public void A_link_through_a_link_is_followed()
    {
        File.WriteAllText(_file.In("run/c/resolv.conf"), "nameserver 192.0.2.1\n");
        _ = File.CreateSymbolicLink(_file.In("run/b/link.conf"), _file.In("run/c/resolv.conf"));
        _ = File.CreateSymbolicLink(_file.At, "../run/b/link.conf");
        Follow();
        Expect("192.0.2.1");
        File.WriteAllText(_file.In("run/d/resolv.conf"), "nameserver 192.0.2.2\n");
        File.Delete(_file.In("run/b/link.conf"));
        _ = File.CreateSymbolicLink(_file.In("run/b/link.conf"), _file.In("run/d/resolv.conf"));
        Expect("192.0.2.2");
    }

    [Test]
    public void What_is_not_reported_is_found_by_looking()
    {
        // The directory does not exist, so there is nothing to watch.
        string path = Path.Combine(Path.GetDirectoryName(_file.At)!, "later", "resolv.conf");
        Follow(path, TimeSpan.FromMilliseconds(20));
        Expect();
        FollowedFile.Replace(_file.In("etc/later/resolv.conf"), "nameserver 192.0.2.1\n");
        Expect("192.0.2.1");
    }

    [Test]
    public void A_file_that_goes_away_leaves_no_server_and_one_that_comes_back_is_found()
    {
        File.WriteAllText(_file.At, "nameserver 192.0.2.1\n");
        Follow();
        Expect("192.0.2.1");
        File.Delete(_file.At);
        Expect();
        Assert.That(Message.CodeOf(_bench!.Ask(Message.Query("www.example"))), Is.EqualTo(DnsResponseCode.ServerFailure));
        File.WriteAllText(_file.At, "nameserver 192.0.2.1\n");
        Expect("192.0.2.1");
    }

    [Test]
    public void An_unchanged_list_is_no_change()
    {
        File.WriteAllText(_file.At, "nameserver 192.0.2.1\n");
        Follow();
        Expect("192.0.2.1");
        FollowedFile.Replace(_file.At, "# rewritten\nnameserver 192.0.2.1\n");
        FollowedFile.Replace(_file.At, "nameserver 192.0.2.2\n");
        Expect("192.0.2.2");
        Assert.That(_bench!.Snapshot.ServerChanges, Is.EqualTo(1));
    }

    [Test]
    public void A_query_under_way_is_asked_anew_and_what_was_learned_is_forgotten()
    {
        using ScriptedServer silent = ScriptedServer.Silent();
        using ScriptedServer good = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(good);
        _ = bench.Ask(Message.Query("known.example"));
        Assert.That(bench.Snapshot.CachedMessages, Is.EqualTo(1));

        SetServers(bench, silent.At);
        Assert.That(bench.Snapshot.CachedMessages, Is.Zero);
        byte[] query = Message.Query("www.example");
        _ = bench.Send(query);
        _ = silent.Next();
        SetServers(bench, good.At);
        Assert.That(bench.Client.Next(), Is.EqualTo(Message.Address(query)));
    }

    [Test]
    public void A_query_before_anything_is_known_waits_for_it()
    {
        File.WriteAllText(_file.At, "# nothing yet\n");
        Follow();

        // Whether the file has been read by now or not, there is an answer, and only one.
        Assert.That(Message.CodeOf(_bench!.Ask(Message.Query("www.example"))), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That(_bench.Snapshot.Failures[DnsFailureReason.NoServer], Is.EqualTo(1));
    }

    [Test]
    public void The_system_s_own_file_is_read_by_the_library_and_says_what_the_file_says()
    {
        const string Path = DnsServiceOptions.SystemResolverFile;
        ImmutableArray<SocketEndpoint> found = SystemResolvers.Find(Path);
        string text = File.Exists(Path) ? File.ReadAllText(Path) : string.Empty;
        Assert.That(
            found.Select(static server => server.Address),
            Is.EqualTo(ResolverFile.Parse(text).Select(static server => server.Address).Distinct()));
    }

    [TestCase("nameserver 192.0.2.1", "192.0.2.1")]
    [TestCase("nameserver\t 2001:db8::1 \r\nnameserver 192.0.2.1 # why", "2001:db8::1 192.0.2.1")]
    [TestCase("search nameserver 192.0.2.1\n# nameserver 192.0.2.2\n;nameserver 192.0.2.3\n nameserver 192.0.2.4", "")]
    [TestCase("nameserver 0.0.0.0\nnameserver ::", "127.0.0.1 ::1")]
    [TestCase("nameserver fe80::1%eth0\nnameserver\nnameserver 1\nnameservers 192.0.2.1\nnameserver192.0.2.1", "")]
    [TestCase("", "")]
    public void A_resolver_file_names_its_servers(string text, string servers) =>
        Assert.That(
            ResolverFile.Parse(text).Select(static server => server.Address.ToString()),
            Is.EqualTo(servers.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private static void SetServers(DnsBench bench, SocketEndpoint server) => bench.OnLoop(now =>
    {
        bench.Service.SetServers(now, [server]);
        return true;
    });

    private void Follow(string? path = null, TimeSpan? lookEvery = null) => _bench = new DnsBench(DnsBench.With() with
    {
        ResolverFile = path ?? _file.At,
        LookEvery = lookEvery ?? TimeSpan.FromMinutes(10),
    });

    private void Expect(params string[] servers) => _bench!.Until(
        snapshot => snapshot.Upstreams.Select(static upstream => $"{upstream.Endpoint}")
            .SequenceEqual(servers.Select(static server => $"{server}:53")));
}
