using System;
using System.IO;
using System.Runtime.Versioning;
using NetKit.Netstack.Wire.Dns;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HostsFollowerTests : IDisposable
{
    private readonly FollowedFile _file = new();
    private readonly ScriptedServer _server = ScriptedServer.Answering(static query => Message.Failure(query, DnsResponseCode.NameError));

    public void Dispose()
    {
        _server.Dispose();
        _file.Dispose();
    }

    [Test]
    public void The_hosts_file_is_answered_from_and_followed()
    {
        string path = _file.In("etc/hosts");
        File.WriteAllText(path, "192.0.2.7 printer\n127.0.1.1 mybox\n");
        using DnsBench bench = new(DnsBench.With(_server) with { HostsFile = path, LookEvery = TimeSpan.FromMinutes(10) });
        Expect(bench, "printer", 192, 0, 2, 7);
        Expect(bench, "mybox", 10, 0, 2, 2);
        FollowedFile.Replace(path, "192.0.2.8 printer\n");
        Expect(bench, "printer", 192, 0, 2, 8);
        File.Delete(path);
        bench.UntilAnswer("printer", static reply => Message.CodeOf(reply) == DnsResponseCode.NameError);
    }

    [Test]
    public void The_first_question_is_answered_from_the_file_already()
    {
        string path = _file.In("etc/hosts");
        File.WriteAllText(path, "192.0.2.7 printer\n");
        using DnsBench bench = new(DnsBench.With(_server) with { HostsFile = path, LookEvery = TimeSpan.FromMinutes(10) });
        Assert.That(bench.Ask(Message.Query("printer"))[^4..], Is.EqualTo((byte[])[192, 0, 2, 7]));
        Assert.That(_server.Count, Is.Zero);
    }

    [Test]
    public void A_hosts_file_that_cannot_be_read_leaves_what_was_and_is_logged()
    {
        string path = _file.In("etc/hosts");
        File.WriteAllText(path, "192.0.2.7 printer\n");
        using DnsBench bench = new(DnsBench.With(_server) with { HostsFile = path, LookEvery = TimeSpan.FromMinutes(10) });
        Expect(bench, "printer", 192, 0, 2, 7);

        // A link to itself in its place: there is something, and it cannot be read.
        _ = File.CreateSymbolicLink(path + ".new", path);
        File.Move(path + ".new", path, overwrite: true);
        Assert.That(bench.Logger.Next(), Does.Contain($"{path} cannot be read"));
        Expect(bench, "printer", 192, 0, 2, 7);
    }

    private static void Expect(DnsBench bench, string name, params byte[] address) =>
        bench.UntilAnswer(name, reply => reply.AsSpan().EndsWith(address));
}
