using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
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
public sealed class UpstreamFaultTests
{
    [Test]
    public void A_silent_server_is_not_waited_for_long()
    {
        using ScriptedServer silent = ScriptedServer.Silent();
        using ScriptedServer good = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(silent, good);
        byte[] query = Message.Query("www.example");
        Assert.That(bench.Ask(query), Is.EqualTo(Message.Address(query)));
        Assert.That(Message.IdOf(silent.Next()), Is.Not.EqualTo(Message.IdOf(good.Next())), "each server has an id of its own");
        Assert.That(bench.Snapshot.Upstreams[0].TimedOut, Is.EqualTo(1));
    }

    [Test]
    public void A_server_that_fails_again_and_again_rests_and_then_does_not_cost_time()
    {
        using ScriptedServer silent = ScriptedServer.Silent();
        using ScriptedServer good = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(silent, good);
        for (int i = 0; i < 3; i++)
        {
            _ = bench.Ask(Message.Query($"n{i}.example"));
        }

        Assert.That(bench.Snapshot.Upstreams[0].IsResting, Is.True);
        int heard = silent.Count;
        _ = bench.Ask(Message.Query("other.example"));
        Assert.That(silent.Count, Is.EqualTo(heard));
    }

    [TestCase(DnsResponseCode.ServerFailure)]
    [TestCase(DnsResponseCode.Refused)]
    [TestCase(DnsResponseCode.NotImplemented)]
    public void A_refusal_makes_the_next_server_s_turn_come(DnsResponseCode code)
    {
        using ScriptedServer bad = ScriptedServer.Answering(query => Message.Failure(query, code));
        using ScriptedServer good = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(bad, good);
        byte[] query = Message.Query("www.example");
        Assert.That(bench.Ask(query), Is.EqualTo(Message.Address(query)));
        Assert.That((bad.Count, good.Count, bench.Snapshot.Failures.Values.Sum()), Is.EqualTo((1, 1, 0L)));
    }

    [Test]
    public void When_all_refuse_the_client_gets_the_first_refusal_as_it_was()
    {
        using ScriptedServer first = ScriptedServer.Answering(static query => Message.Reply(query, Message.ReplyFlags | 2, [1, 1, 1, 1]));
        using ScriptedServer second = ScriptedServer.Answering(static query => Message.Failure(query, DnsResponseCode.Refused));
        using DnsBench bench = new(first, second);
        byte[] query = Message.Query("www.example");
        Assert.That(bench.Ask(query), Is.EqualTo(Message.Reply(query, Message.ReplyFlags | 2, [1, 1, 1, 1])));
        Assert.That((bench.Snapshot.Failures[DnsFailureReason.Refused], bench.Snapshot.CachedMessages), Is.EqualTo((1L, 0)));
    }

    [Test]
    public void A_refusal_waits_for_a_server_that_may_do_better()
    {
        int heard = 0;
        using ScriptedServer bad = ScriptedServer.Answering(static query => Message.Failure(query, DnsResponseCode.ServerFailure));
        using ScriptedServer lossy = new(query => ++heard == 1 ? [] : [Message.Address(query)]);
        using DnsBench bench = new(bad, lossy);
        byte[] query = Message.Query("www.example");
        Assert.That(bench.Ask(query), Is.EqualTo(Message.Address(query)));
        Assert.That(bad.Count, Is.EqualTo(1), "who has refused is not asked again");
    }

    [Test]
    public void A_refusal_does_not_wait_for_a_server_that_has_long_been_silent()
    {
        using ScriptedServer bad = ScriptedServer.Answering(static query => Message.Failure(query, DnsResponseCode.ServerFailure));
        using ScriptedServer silent = ScriptedServer.Silent();
        using DnsBench bench = new(DnsBench.With(bad, silent) with { AnswerWithin = TimeSpan.FromMilliseconds(900) });
        for (int i = 0; i < 3; i++)
        {
            _ = bench.Send(Message.Query($"n{i}.example"));
        }

        for (int i = 0; i < 3; i++)
        {
            Assert.That(Message.CodeOf(bench.Client.Next()), Is.EqualTo(DnsResponseCode.ServerFailure));
        }

        long began = Stopwatch.GetTimestamp();
        Assert.That(Message.CodeOf(bench.Ask(Message.Query("www.example"))), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromMilliseconds(900)));
        Assert.That(bench.Snapshot.Failures[DnsFailureReason.Refused], Is.EqualTo(4));
    }

    [Test]
    public void Forged_answers_are_counted_and_the_true_one_is_waited_for()
    {
        using Socket forger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        forger.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ScriptedServer? self = null;
        IEnumerable<byte[]> Answer(byte[] query)
        {
            byte[] forged = Message.Address(query, last: 66);
            _ = forger.SendTo(forged, new IPEndPoint(IPAddress.Loopback, self!.Ports.Last()));
            yield return Message.WithId(forged, Message.IdOf(query) ^ 0x5555);
            yield return Message.Address(Message.Query("other.example", id: Message.IdOf(query)), last: 66);
            yield return Message.Address(Message.Query("www.example", DnsType.Txt, Message.IdOf(query)), last: 66);
            yield return query;
            yield return [1, 2, 3];
            yield return Message.Address(query);
        }

        using ScriptedServer server = self = new ScriptedServer(Answer);
        using DnsBench bench = new(server);
        byte[] query = Message.Query("www.example");
        Assert.That(bench.Ask(query), Is.EqualTo(Message.Address(query)));
        IReadOnlyDictionary<DnsRejectReason, long> rejects = bench.Snapshot.Rejects;
        Assert.That(rejects[DnsRejectReason.WrongSource], Is.EqualTo(1));
        Assert.That(rejects[DnsRejectReason.WrongId], Is.EqualTo(1));
        Assert.That(rejects[DnsRejectReason.WrongQuestion], Is.EqualTo(2));
        Assert.That(rejects[DnsRejectReason.Malformed], Is.EqualTo(2));
    }

    [Test]
    public void An_answer_that_comes_late_is_nobody_s()
    {
        using ManualGate gate = new();
        using ScriptedServer late = ScriptedServer.Answering(query => gate.Pass(Message.Address(query)));
        using ScriptedServer good = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(late, good);
        _ = bench.Ask(Message.Query("www.example"));
        gate.Open();
        bench.Until(static snapshot => snapshot.Rejects[DnsRejectReason.WrongId] == 1);
        Assert.That(bench.Client.Count, Is.Zero);
    }

    [Test]
    public void When_nobody_is_there_the_client_hears_at_once_and_names_work_again_when_somebody_is()
    {
        SocketEndpoint first;
        SocketEndpoint second;
        using (ScriptedServer gone = ScriptedServer.Silent())
        using (ScriptedServer goneToo = ScriptedServer.Silent())
        {
            (first, second) = (gone.At, goneToo.At);
        }

        DnsServiceOptions options = DnsBench.With() with { Servers = [first, second], AnswerWithin = TimeSpan.FromMinutes(5) };
        using DnsBench bench = new(options);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(Message.CodeOf(bench.Ask(Message.Query($"n{i}.example"))), Is.EqualTo(DnsResponseCode.ServerFailure));
        }

        DnsSnapshot snapshot = bench.Snapshot;
        Assert.That((snapshot.Failures[DnsFailureReason.Unreachable], snapshot.Pending), Is.EqualTo((10L, 0)));
        Assert.That(snapshot.Upstreams.All(static upstream => upstream.IsResting), Is.True);

        using ScriptedServer back = ScriptedServer.Answering(static query => Message.Address(query), second);
        byte[] query = Message.Query("back.example");
        Assert.That(bench.Ask(query), Is.EqualTo(Message.Address(query)));
        Assert.That(bench.Snapshot.Upstreams[1].IsResting, Is.False);
    }

    /// <summary>
    /// The questions of a turn leave together, those of a port in one call. To a broadcast address (of lo, here) a socket sends nothing unless it is
    /// told that it may (EACCES, socket(7)).
    /// </summary>
    [Test]
    public void Questions_of_one_turn_that_cannot_be_sent_go_to_the_next_server_at_once_each_of_them()
    {
        const int Questions = 60;
        using ScriptedServer good = ScriptedServer.Answering(static query => Message.Address(query));
        SocketEndpoint refused = new(IpAddress.FromV4(127, 255, 255, 255), 53);
        using DnsBench bench = new(DnsBench.With(good) with { Servers = [refused, good.At] });
        byte[][] queries = [.. Enumerable.Range(0, Questions).Select(static i => Message.Query($"n{i:D3}.example"))];
        _ = bench.OnLoop(now => queries.Count(query => bench.Service.Query(now, query, DnsTransport.Udp, bench.Client, 7)));
        byte[][] answers = [.. queries.Select(_ => bench.Client.Next())];
        Assert.That(answers, Is.EquivalentTo(queries.Select(static query => Message.Address(query))));
        Assert.That(good.Count, Is.EqualTo(Questions));
        DnsUpstreamSnapshot first = bench.Snapshot.Upstreams[0];
        Assert.That((first.TimedOut, first.Answered), Is.EqualTo((0L, 0L)), "nobody has waited for it");
        Assert.That(first.Failed, Is.AtLeast(3), "so that it rests");
    }

    [Test]
    public void A_lost_datagram_is_sent_again_with_the_same_id_from_the_same_port()
    {
        int heard = 0;
        using ScriptedServer server = new(query => ++heard == 1 ? [] : [Message.Address(query)]);
        using DnsBench bench = new(server);
        byte[] query = Message.Query("www.example");
        Assert.That(bench.Ask(query), Is.EqualTo(Message.Address(query)));
        byte[] first = server.Next();
        Assert.That(server.Next(), Is.EqualTo(first));
        Assert.That(server.Ports.Distinct().Count(), Is.EqualTo(1));
        Assert.That(bench.Snapshot.Upstreams[0].SmoothedRtt, Is.Null, "nobody knows which of the two was answered");
    }

    [Test]
    public void A_truncated_answer_goes_to_the_client_who_asks_again_over_tcp()
    {
        byte[] text = Message.Text(4096);
        int heard = 0;
        using ScriptedServer server = ScriptedServer.Answering(query => ++heard == 1
            ? Message.Reply(query, Message.ReplyFlags | Message.Truncated)
            : Message.Reply(query, Message.ReplyFlags, text));
        using DnsBench bench = new(server);
        byte[] query = Message.Query("big.example", DnsType.Txt);
        Assert.That(bench.Ask(query), Is.EqualTo(Message.Reply(query, Message.ReplyFlags | Message.Truncated)));
        Assert.That(bench.Ask(query, DnsTransport.Tcp), Is.EqualTo(Message.Reply(query, Message.ReplyFlags, text)));
        Assert.That((bench.Snapshot.Truncated, bench.Snapshot.TcpQueries, server.Connections), Is.EqualTo((1L, 1L, 1)));

        // What came over TCP is kept, and cut for those who ask over UDP.
        byte[] cut = bench.Ask(query);
        Assert.That((cut.Length, Message.FlagsOf(cut) & Message.Truncated), Is.EqualTo((query.Length, Message.Truncated)));
        Assert.That(server.Count, Is.EqualTo(2));
    }

    [Test]
    public void A_long_answer_is_whole_for_who_takes_it_and_cut_for_who_does_not()
    {
        byte[] text = Message.Text(4096);
        using ScriptedServer server = ScriptedServer.Answering(query => Message.Reply(query, Message.ReplyFlags, [1, 7], text));
        using DnsBench bench = new(DnsBench.With(server) with { Cache = new DnsCacheOptions { Entries = 0 } });
        byte[] roomy = Message.Query("big.example", DnsType.Txt, payload: 8192);
        Assert.That(bench.Ask(roomy), Is.EqualTo(Message.Reply(roomy, Message.ReplyFlags, [1, 7], text)));

        byte[] narrow = Message.Query("big.example", DnsType.Txt);
        Assert.That(bench.Ask(narrow), Is.EqualTo(Message.Reply(narrow, Message.ReplyFlags | Message.Truncated, [1, 7])));
        Assert.That(bench.Snapshot.Truncated, Is.EqualTo(1));
    }

    [Test]
    public void A_long_answer_that_cannot_be_cut_is_no_answer()
    {
        using ScriptedServer server = ScriptedServer.Answering(
            static query => [.. Message.Reply(query, Message.ReplyFlags, [1], [2])[..^5], .. Enumerable.Repeat((byte)0xFF, 600)]);
        using DnsBench bench = new(server);
        Assert.That(Message.CodeOf(bench.Ask(Message.Query("www.example"))), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That(bench.Snapshot.Unfit, Is.EqualTo(1));
    }

    [Test]
    public void An_unknown_server_of_the_other_family_does_no_harm()
    {
        using ScriptedServer good = ScriptedServer.Answering(static query => Message.Address(query));
        DnsServiceOptions options = DnsBench.With(good);
        _ = IpAddress.TryParse("2001:db8::53", out IpAddress elsewhere);
        using DnsBench bench = new(options with { Servers = [new SocketEndpoint(elsewhere, 0), .. options.Servers] });
        byte[] query = Message.Query("www.example");
        Assert.That(bench.Ask(query), Is.EqualTo(Message.Address(query)));
    }

    [Test]
    public void Hostile_octets_from_a_server_s_address_cost_a_counter_each_and_nothing_else([Values(1, 2, 3)] int seed)
    {
        Random random = new(seed);
        using ScriptedServer server = new(query => [.. Enumerable.Range(0, 8).Select(_ => Spoil(query, random)), Message.Address(query)]);
        using DnsBench bench = new(DnsBench.With(server) with { Cache = new DnsCacheOptions { Entries = 64, Octets = 4096 } });
        for (int i = 0; i < 200; i++)
        {
            byte[] reply = bench.Ask(Message.Query($"n{i}.example"), i % 4 == 0 ? DnsTransport.Tcp : DnsTransport.Udp);
            Assert.That(Message.IdOf(reply), Is.EqualTo(0x1234));
        }

        DnsSnapshot snapshot = bench.Snapshot;
        Assert.That((snapshot.Pending, snapshot.Answered + snapshot.Failures.Values.Sum()), Is.EqualTo((0, 200L)));
    }

    /// <summary>An answer with a few octets changed or cut short; mostly with the right id, so that more than the id is looked at.</summary>
    private static byte[] Spoil(byte[] query, Random random)
    {
        byte[] octets = Message.Reply(query, Message.ReplyFlags, [192, 0, 2, 1], Message.Text(256));
        for (int left = random.Next(1, 6); left > 0; left--)
        {
            octets[random.Next(random.Next(4) == 0 ? 0 : 2, octets.Length)] = (byte)random.Next(256);
        }

        return random.Next(3) == 0 ? octets[..random.Next(octets.Length)] : octets;
    }
}
