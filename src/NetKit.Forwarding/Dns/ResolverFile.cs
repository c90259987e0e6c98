using System;
using System.Collections.Immutable;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// Reads the servers out of a resolv.conf(5). Everything else in it is for the asker's own resolver, not for a forwarder.
/// </summary>
internal static class ResolverFile
{
    private const string Keyword = "nameserver";
    private const string Blanks = " \t\r";

    /// <summary>
    /// Returns the servers in order. The unspecified address is this host (glibc reads it so); one with a zone, as link-local addresses
    /// have, is left out: an endpoint here has no room for it.
    /// </summary>
    public static ImmutableArray<SocketEndpoint> Parse(string text)
    {
        ImmutableArray<SocketEndpoint>.Builder servers = ImmutableArray.CreateBuilder<SocketEndpoint>();
        foreach (ReadOnlySpan<char> whole in text.AsSpan().EnumerateLines())
        {
            // The keyword begins in the first column; a comment does too.
            if (!whole.StartsWith(Keyword, StringComparison.Ordinal))
            {
                continue;
            }

            ReadOnlySpan<char> rest = whole[Keyword.Length..];
            ReadOnlySpan<char> value = rest.TrimStart(Blanks);
            int end = value.IndexOfAny(Blanks);
            if (value.Length < rest.Length && IpAddress.TryParse(end < 0 ? value : value[..end], out IpAddress address))
            {
                servers.Add(new SocketEndpoint(ThisHostIfUnspecified(address), 0));
            }
        }

        return servers.ToImmutable();
    }

    private static IpAddress ThisHostIfUnspecified(IpAddress address) => !address.IsUnspecified ? address
        : address.IsV4 ? IpAddress.LoopbackV4
        : IpAddress.LoopbackV6;
}
