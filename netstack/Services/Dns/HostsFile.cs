using System;
using System.Collections.Generic;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dns;

/// <summary>Reads hosts(5): an address, white space, names; <c>#</c> starts a comment. A line that is none of this is skipped.</summary>
public static class HostsFile
{
    private const string Blanks = " \t\r\f\v";

    /// <param name="text">The whole file.</param>
    /// <param name="hostAddresses">
    /// What loopback addresses become. The file speaks for the host, so there 127.0.0.1 is the host; in a container it would be the
    /// container. An address of a family that is missing here is left out.
    /// </param>
    public static IEnumerable<DnsHost> Parse(string text, IReadOnlyCollection<IpAddress> hostAddresses)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(hostAddresses);
        return ParseLines(text, hostAddresses);
    }

    private static IEnumerable<DnsHost> ParseLines(string text, IReadOnlyCollection<IpAddress> hostAddresses)
    {
        int start = 0;
        while (start < text.Length)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            foreach (DnsHost host in ParseLine(text[start..end], hostAddresses))
            {
                yield return host;
            }

            start = end + 1;
        }
    }

    private static IEnumerable<DnsHost> ParseLine(string line, IReadOnlyCollection<IpAddress> hostAddresses)
    {
        int comment = line.IndexOf('#', StringComparison.Ordinal);
        string[] words = (comment < 0 ? line : line[..comment]).Split(Blanks.ToCharArray(), StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !IpAddress.TryParse(words[0], out IpAddress address))
        {
            yield break;
        }

        foreach (string name in words.AsSpan(1).ToArray())
        {
            if (!address.IsLoopback)
            {
                yield return new DnsHost(name, [address]);
                continue;
            }

            foreach (IpAddress host in hostAddresses)
            {
                if (host.IsV4 == address.IsV4)
                {
                    yield return new DnsHost(name, [host]);
                }
            }
        }
    }
}
