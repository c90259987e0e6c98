using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Dns;
using NetKit.Interop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class DnsServiceTests
{
    [Test]
    public void A_local_name_is_answered_before_the_call_returns()
    {
        using ScriptedServer server = ScriptedServer.Silent();
        using DnsBench bench = new(server);
        int answers = bench.OnLoop(now =>
        {
            Assert.That(bench.Service.Query(now, Message.Query("host.netkit.internal"), DnsTransport.Udp, bench.Client, 1), Is.True);
            return bench.Client.Count;
        });
        Assert.That(answers, Is.EqualTo(1));
        Assert.That(bench.Client.Next()[^4..], Is.EqualTo(new byte[] { 10, 0, 2, 2 }));
    }

    [TestCase("nobody.netkit.internal", DnsType.A)]
    [TestCase("nobody.netkit.internal", DnsType.Txt)]
    [TestCase("77.2.0.10.in-addr.arpa", DnsType.Ptr)]
    public void What_is_ours_to_know_never_leaves(string name, DnsType type)
    {
        using ScriptedServer server = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(server);
        Assert.That(Message.CodeOf(bench.Ask(Message.Query(name, type))), Is.EqualTo(DnsResponseCode.NameError));
        byte[] other = Message.Query("www.example");
        _ = bench.Ask(other);
        Assert.That(server.Next()[12..], Is.EqualTo(other[12..]), "the first that the server hears");
    }

    [TestCase(DnsType.A)]
    [TestCase((DnsType)65)]
    [TestCase((DnsType)4711)]
    public void A_query_goes_out_unchanged_and_its_answer_comes_back_unchanged(DnsType type)
    {
        using ScriptedServer server = ScriptedServer.Answering(static query => Message.Reply(query, 0x85B0, [1, 2, 3], []));
        using DnsBench bench = new(server);
        byte[] query = Message.Query("wWw.ExAmple", type, id: 0xBEEF, payload: 1400);
        byte[] reply = bench.Ask(query);
        Assert.That(server.Next()[2..], Is.EqualTo(query[2..]));
        Assert.That(reply, Is.EqualTo(Message.Reply(query, 0x85B0, [1, 2, 3], [])));
    }

    [Test]
    public void Ids_and_ports_cannot_be_foretold()
    {
        using ScriptedServer server = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(server);
        HashSet<int> ids = [];
        for (int i = 0; i < 200; i++)
        {
            _ = bench.Ask(Message.Query($"n{i}.example", id: 1));
            _ = ids.Add(Message.IdOf(server.Next()));
        }

        Assert.That(ids, Has.Count.GreaterThan(190));
        Assert.That(server.Ports.Distinct().Count(), Is.GreaterThan(20));
    }

    [Test]
    public void An_answer_is_kept_and_played_back()
    {
        using ScriptedServer server = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(server);
        _ = bench.Ask(Message.Query("www.example", id: 1));
        byte[] again = bench.Ask(Message.Query("www.example", id: 2));
        Assert.That(again[^4..], Is.EqualTo(new byte[] { 192, 0, 2, 1 }));
        Assert.That((Message.IdOf(again), server.Count), Is.EqualTo(((ushort)2, 1)));
        Assert.That((bench.Snapshot.Front.Cached, bench.Snapshot.CachedMessages), Is.EqualTo((1L, 1)));
    }

    [Test]
    public void No_such_name_and_no_such_type_are_answers_like_any_other()
    {
        using ScriptedServer server = ScriptedServer.Answering(
            static query => Message.Failure(query, query[13] == 'x' ? DnsResponseCode.NameError : DnsResponseCode.NoError));
        using DnsBench bench = new(server);
        Assert.That(Message.CodeOf(bench.Ask(Message.Query("x.example"))), Is.EqualTo(DnsResponseCode.NameError));
        byte[] empty = bench.Ask(Message.Query("y.example"));
        Assert.That((Message.CodeOf(empty), empty[7]), Is.EqualTo((DnsResponseCode.NoError, (byte)0)));
    }

    [Test]
    public void A_message_that_is_no_query_gets_no_answer()
    {
        using ScriptedServer server = ScriptedServer.Silent();
        using DnsBench bench = new(server);
        Assert.That(bench.Send([1, 2, 3]), Is.False);
        Assert.That(bench.Send(Message.Address(Message.Query("www.example"))), Is.False);
        Assert.That((bench.Client.Count, bench.Snapshot.Front.Dropped), Is.EqualTo((0, 2L)));
    }

    [Test]
    public void A_repetition_waits_for_the_answer_under_way()
    {
        using ScriptedServer server = ScriptedServer.Silent();
        using DnsBench bench = new(DnsBench.With(server) with { AnswerWithin = TimeSpan.FromMilliseconds(600) });
        byte[] query = Message.Query("www.example");
        DnsSnapshot snapshot = bench.OnLoop(now =>
        {
            Assert.That(bench.Service.Query(now, query, DnsTransport.Udp, bench.Client, 1), Is.True);
            Assert.That(bench.Service.Query(now, query, DnsTransport.Udp, bench.Client, 1), Is.False);
            return bench.Service.Snapshot();
        });
        Assert.That((snapshot.Repeated, snapshot.Joined, snapshot.Pending, snapshot.Sent), Is.EqualTo((1L, 0L, 1, 1L)));
        Assert.That(Message.CodeOf(bench.Client.Next()), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That(bench.Client.Count, Is.Zero);
    }

    [Test]
    public void Clients_that_ask_the_same_share_one_answer_and_keep_their_ids()
    {
        using ManualGate gate = new();
        using ScriptedServer server = ScriptedServer.Answering(query => gate.Pass(Message.Address(query)));
        using DnsBench bench = new(server);
        _ = bench.Send(Message.Query("www.example", id: 10), token: 1);
        _ = bench.Send(Message.Query("www.example", id: 20), token: 2);
        gate.Open();
        (long Token, byte[] Reply)[] replies = [bench.Client.NextWithToken(), bench.Client.NextWithToken()];
        Assert.That(
            replies.Select(static reply => (reply.Token, (int)Message.IdOf(reply.Reply))),
            Is.EquivalentTo(new[] { (1L, 10), (2L, 20) }));
        Assert.That((server.Count, bench.Snapshot.Joined, bench.Snapshot.Answered), Is.EqualTo((1, 1L, 2L)));
    }

    [Test]
    public void A_full_table_answers_with_server_failure()
    {
        using ScriptedServer server = ScriptedServer.Silent();
        using DnsBench bench = new(DnsBench.With(server) with { MaximumPending = 2, MaximumWaiters = 2 });
        _ = bench.Send(Message.Query("a.example", id: 1), token: 1);
        _ = bench.Send(Message.Query("b.example", id: 1), token: 1);
        byte[] refused = bench.Ask(Message.Query("c.example"));
        Assert.That((Message.CodeOf(refused), Message.IdOf(refused)), Is.EqualTo((DnsResponseCode.ServerFailure, (ushort)0x1234)));
        Assert.That(bench.Logger.Next(), Does.StartWith("Warning: More than 2 DNS queries"));

        // So does a full list of those who wait for one answer.
        _ = bench.Send(Message.Query("a.example", id: 2), token: 2);
        Assert.That(Message.CodeOf(bench.Ask(Message.Query("a.example", id: 3))), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That(bench.Snapshot.Failures[DnsFailureReason.TableFull], Is.EqualTo(2));
        Assert.That(bench.Snapshot.Pending, Is.EqualTo(2));
    }

    [Test]
    public void Without_a_server_the_answer_is_server_failure_and_the_log_says_why_once()
    {
        using DnsBench bench = new(DnsBench.With() with { ResolverFile = "/nonexistent/resolv.conf" });
        Assert.That(Message.CodeOf(bench.Ask(Message.Query("a.example"))), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That(Message.CodeOf(bench.Ask(Message.Query("b.example"))), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That(bench.Logger.Next(), Does.Contain("/nonexistent/resolv.conf names no DNS server"));
        Assert.That((bench.Logger.Count, bench.Snapshot.Failures[DnsFailureReason.NoServer]), Is.EqualTo((0, 2L)));
    }

    [Test]
    public void A_server_at_our_own_address_is_left_out()
    {
        using ScriptedServer server = ScriptedServer.Answering(static query => Message.Address(query));
        DnsServiceOptions options = DnsBench.With(server);
        using DnsBench bench = new(options with
        {
            Servers = [new SocketEndpoint(options.OwnAddresses[0], 0), new SocketEndpoint(IpAddress.AnyV4, 53), server.At, server.At],
        });
        Assert.That(bench.Logger.Next(), Does.Contain("10.0.2.3:53 is NetKit itself"));
        Assert.That(bench.Snapshot.Upstreams.Select(static upstream => upstream.Endpoint), Is.EqualTo(new[] { server.At }));
    }

    [Test]
    public void A_query_that_comes_back_to_us_ends_there()
    {
        DnsBench? bench = null;
        RecordingClient circle = new();

        // A server that forwards to us: what we sent it, it sends to us, and what we answer, it answers.
        using ScriptedServer server = ScriptedServer.Answering(query =>
        {
            _ = bench!.OnLoop(now => bench.Service.Query(now, query, DnsTransport.Udp, circle, 1));
            return circle.Next();
        });
        using DnsBench made = bench = new DnsBench(server);
        Assert.That(Message.CodeOf(bench.Ask(Message.Query("www.example"))), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That(bench.Logger.Next(), Does.Contain("came back to NetKit"));
        DnsSnapshot snapshot = bench.Snapshot;
        Assert.That(snapshot.Failures[DnsFailureReason.Looped], Is.EqualTo(snapshot.Sent), "as often as it was sent");
        Assert.That(snapshot.Pending, Is.Zero);
    }

    [Test]
    public void A_circle_that_changes_the_id_ends_too()
    {
        DnsBench? bench = null;
        using ScriptedServer server = new(query =>
        {
            byte[] changed = Message.WithId(query, Message.IdOf(query) ^ 1);
            _ = bench!.OnLoop(now => bench.Service.Query(now, changed, DnsTransport.Udp, bench.Client, 99));
            return [];
        });
        using DnsBench made = bench = new DnsBench(DnsBench.With(server) with { AnswerWithin = TimeSpan.FromMilliseconds(250) });
        _ = bench.Send(Message.Query("www.example"));
        Assert.That(new[] { bench.Client.NextWithToken().Token, bench.Client.NextWithToken().Token }, Is.EquivalentTo(new[] { 7L, 99L }));
        Assert.That((bench.Snapshot.Sent, bench.Snapshot.Pending), Is.EqualTo((1L, 0)));
    }

    [Test]
    public void Every_query_is_counted_in_one_place()
    {
        using ScriptedServer good = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(good);
        for (int i = 0; i < 50; i++)
        {
            _ = bench.Ask(Message.Query($"n{i % 20}.example"));
            _ = bench.Ask(Message.Query("host.netkit.internal"));
        }

        _ = bench.Send([0]);
        DnsSnapshot snapshot = bench.Snapshot;
        Assert.That(snapshot.Queries, Is.EqualTo(snapshot.Front.Examined).And.EqualTo(101));
        long ended = snapshot.Answered + snapshot.Repeated + snapshot.Failures.Values.Sum();
        Assert.That(snapshot.Front.Forwarded, Is.EqualTo(ended).And.EqualTo(20));
        Assert.That((snapshot.Front.Cached, snapshot.Front.Local, snapshot.Front.Dropped), Is.EqualTo((30L, 50L, 1L)));
        Assert.That(snapshot.Upstreams[0], Has.Property("Sent").AtLeast(20).And.Property("Answered").EqualTo(20));
        Assert.That(snapshot.Upstreams[0].SmoothedRtt, Is.Not.Null);
    }

    [Test]
    public void A_name_without_a_server_that_answers_ends_in_bounded_time()
    {
        using ScriptedServer silent = ScriptedServer.Silent();
        using DnsBench bench = new(silent);
        long began = Stopwatch.GetTimestamp();
        Assert.That(Message.CodeOf(bench.Ask(Message.Query("www.example"))), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(5)).And.GreaterThan(TimeSpan.FromSeconds(3)));
        Assert.That(bench.Logger.Next(), Does.StartWith("Warning: None of the DNS servers in use (1) answered"));
        DnsSnapshot snapshot = bench.Snapshot;
        Assert.That((snapshot.Failures[DnsFailureReason.Silent], snapshot.Upstreams[0].TimedOut), Is.EqualTo((1L, 1L)));
        Assert.That(snapshot.Sent, Is.InRange(3, 8), "it was asked again, with growing pauses");
    }
}
