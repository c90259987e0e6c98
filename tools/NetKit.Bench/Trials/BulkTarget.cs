using System.Collections.Generic;

namespace NetKit.Bench.Trials;

/// <summary>Who sends to whom: commands to put before server and client, and where the server is for the client.</summary>
internal sealed record BulkTarget(
    IReadOnlyList<string> ServerEnter, int ServerPort, IReadOnlyList<string> ClientEnter, string Address, int Port);
