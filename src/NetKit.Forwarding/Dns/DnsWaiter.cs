namespace NetKit.Forwarding.Dns;

/// <summary>Somebody who gets the answer to a query under way.</summary>
/// <param name="Client">Whom to tell.</param>
/// <param name="Token">What the client knows its query by.</param>
/// <param name="Id">The id of the client's message.</param>
internal readonly record struct DnsWaiter(IDnsClient Client, long Token, ushort Id);
