using System;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Dns;

/// <summary><see cref="DnsService.Query"/>, or what stands for it.</summary>
public delegate bool DnsQueryHandler(Instant now, ReadOnlySpan<byte> message, DnsTransport transport, IDnsClient client, long token);
