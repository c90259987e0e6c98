using System;
using System.Collections.Generic;
using System.Globalization;
using NetKit.EndToEnd.Tests.Harness;

namespace NetKit.EndToEnd.Tests.Services;

/// <summary>dnsmasq with names of its own, which asks nobody.</summary>
internal sealed class DnsServer : IDisposable
{
    /// <summary>Octets of the text at big.test, in strings of 255 at most (RFC 1035 §3.3.14).</summary>
    public const int BigText = 4000;

    private readonly RunningCommand _command;

    public DnsServer(NetworkNamespace place, string address, int port, string webAddress = "203.0.113.80")
    {
        // All on the command line: a line of dnsmasq's configuration file holds 1024 octets.
        _command = place.Start(
        [
            "dnsmasq", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--no-daemon", "--pid-file",
            "--user=root", "--bind-interfaces",
            $"--listen-address={address}",
            string.Create(CultureInfo.InvariantCulture, $"--port={port}"),
            "--edns-packet-max=8192", "--local=/test/", "--local-ttl=60",
            $"--host-record=web.test,{webAddress},2001:db8::80",
            "--host-record=v4only.test,203.0.113.81",
            "--mx-host=test,mail.test,10",
            "--srv-host=_http._tcp.test,web.test,8080,5,7",
            "--txt-record=short.test,hello there",
            $"--txt-record=big.test,{BigStrings()}",
        ]);
        _command.WaitFor("started", Command.UsualLimit);
    }

    public void Dispose() => _command.Dispose();

    private static string BigStrings()
    {
        List<string> strings = [];
        for (int left = BigText; left > 0; left -= 250)
        {
            strings.Add(new string((char)('a' + (strings.Count % 26)), Math.Min(left, 250)));
        }

        return string.Join(',', strings);
    }
}
