using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Dns;
using NetKit.Interop;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class UpstreamStreamTests
{
    [Test]
    public void One_connection_serves_one_query_after_the_other()
    {
        using ScriptedServer server = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(server);
        for (int i = 0; i < 5; i++)
        {
            byte[] query = Message.Query($"n{i}.example", payload: 1232);
            Assert.That(bench.Ask(query, DnsTransport.Tcp)[..2], Is.EqualTo(query[..2]));
            Assert.That(server.Next()[2..], Is.EqualTo(query[2..]));
        }

        Assert.That((server.Connections, bench.Snapshot.Connections, bench.Snapshot.Sent), Is.EqualTo((1, 1L, 5L)));
    }

    [Test]
    public void Queries_do_not_wait_for_each_other_and_answers_come_in_any_order()
    {
        List<byte[]> held = [];
        using ScriptedServer server = new(query =>
        {
            held.Insert(0, Message.Address(query));
            return held.Count == 20 ? held : [];
        });
        using DnsBench bench = new(server);
        for (int i = 0; i < 20; i++)
        {
            _ = bench.Send(Message.Query($"n{i}.example", id: (ushort)i), DnsTransport.Tcp, token: i);
        }

        for (int i = 0; i < 20; i++)
        {
            (long token, byte[] reply) = bench.Client.NextWithToken();
            Assert.That(reply, Is.EqualTo(Message.Address(Message.Query($"n{token}.example", id: (ushort)token))));
        }

        Assert.That(server.Connections, Is.EqualTo(1));
    }

    [Test]
    public void A_connection_that_the_server_closed_while_idle_is_made_anew()
    {
        using ScriptedServer server = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(server);
        _ = bench.Ask(Message.Query("a.example"), DnsTransport.Tcp);
        server.CloseConnection();
        byte[] query = Message.Query("b.example");
        Assert.That(bench.Ask(query, DnsTransport.Tcp), Is.EqualTo(Message.Address(query)));
        Assert.That(server.Connections, Is.EqualTo(2));
    }

    [Test]
    public void A_query_that_was_lost_with_its_connection_is_asked_again()
    {
        ScriptedServer? self = null;
        int heard = 0;
        using ScriptedServer server = self = new ScriptedServer(query =>
        {
            if (++heard == 1)
            {
                self!.CloseConnection();
                return [];
            }

            return [Message.Address(query)];
        });
        using DnsBench bench = new(server);
        byte[] query = Message.Query("www.example");
        Assert.That(bench.Ask(query, DnsTransport.Tcp), Is.EqualTo(Message.Address(query)));
        Assert.That((server.Connections, heard), Is.EqualTo((2, 2)));
    }

    [Test]
    public void A_server_that_hangs_up_each_time_is_given_up()
    {
        ScriptedServer? self = null;
        using ScriptedServer server = self = new ScriptedServer(_ =>
        {
            self!.CloseConnection();
            return [];
        });
        using DnsBench bench = new(DnsBench.With(server) with { AnswerWithin = TimeSpan.FromMinutes(5) });
        Assert.That(Message.CodeOf(bench.Ask(Message.Query("www.example"), DnsTransport.Tcp)), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That(server.Connections, Is.EqualTo(2));
    }

    [Test]
    public void A_server_without_tcp_makes_the_next_server_s_turn_come()
    {
        SocketEndpoint nobody;
        using (ScriptedServer gone = ScriptedServer.Silent())
        {
            nobody = gone.At;
        }

        using ScriptedServer good = ScriptedServer.Answering(static query => Message.Address(query));
        DnsServiceOptions options = DnsBench.With(good);
        using DnsBench bench = new(options with { Servers = [nobody, good.At] });
        byte[] query = Message.Query("www.example");
        Assert.That(bench.Ask(query, DnsTransport.Tcp), Is.EqualTo(Message.Address(query)));
        Assert.That(bench.Snapshot.Upstreams[0].Failed, Is.EqualTo(1));
    }

    [Test]
    public void A_server_that_is_silent_over_tcp_ends_in_server_failure_and_loses_its_connection()
    {
        bool silent = true;
        using ScriptedServer server = new(query => silent ? [] : [Message.Address(query)]);
        using DnsBench bench = new(DnsBench.With(server) with { AnswerWithin = TimeSpan.FromMilliseconds(700) });
        Assert.That(Message.CodeOf(bench.Ask(Message.Query("a.example"), DnsTransport.Tcp)), Is.EqualTo(DnsResponseCode.ServerFailure));
        Assert.That((bench.Snapshot.Sent, bench.Snapshot.Failures[DnsFailureReason.Silent]), Is.EqualTo((1L, 1L)));
        silent = false;
        byte[] query = Message.Query("b.example");
        Assert.That(bench.Ask(query, DnsTransport.Tcp), Is.EqualTo(Message.Address(query)));
        Assert.That(server.Connections, Is.EqualTo(2));
    }

    [Test]
    public void An_idle_connection_is_closed()
    {
        using ScriptedServer server = ScriptedServer.Answering(static query => Message.Address(query));
        using DnsBench bench = new(DnsBench.With(server) with { KeepConnection = TimeSpan.FromMilliseconds(50) });
        _ = bench.Ask(Message.Query("a.example"), DnsTransport.Tcp);
        server.ExpectEnd();
        _ = bench.Ask(Message.Query("b.example"), DnsTransport.Tcp);
        Assert.That(server.Connections, Is.EqualTo(2));
    }

    [Test]
    public void The_longest_answer_arrives_whole()
    {
        byte[] text = [.. Enumerable.Repeat((byte)0, 65_000)];
        using ScriptedServer server = ScriptedServer.Answering(query => Message.Reply(query, Message.ReplyFlags, text));
        using DnsBench bench = new(server);
        byte[] query = Message.Query("big.example", (DnsType)999);
        Assert.That(bench.Ask(query, DnsTransport.Tcp), Is.EqualTo(Message.Reply(query, Message.ReplyFlags, text)));
    }

    [Test]
    public void Messages_that_nobody_asked_for_are_counted()
    {
        using ScriptedServer server = new(static query =>
        [
            [], [1, 2, 3], Message.WithId(Message.Address(query), Message.IdOf(query) ^ 1),
            Message.Address(Message.Query("other.example", id: Message.IdOf(query))), Message.Address(query),
        ]);
        using DnsBench bench = new(server);
        byte[] query = Message.Query("www.example");
        Assert.That(bench.Ask(query, DnsTransport.Tcp), Is.EqualTo(Message.Address(query)));
        Assert.That(bench.Snapshot.Rejects.Values.Sum(), Is.EqualTo(4));
    }
}
