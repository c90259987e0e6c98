using System.Collections.Generic;
using System.Threading.Tasks;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Networks;

/// <summary>What carries networks: the data plane and the host's interfaces. Any thread may call.</summary>
public interface INetworkFabric
{
    /// <summary>Makes a network carry frames.</summary>
    Task<Answer<INetworkRuntime>> StartAsync(NetworkRecord network);

    /// <summary>What of the host already uses addresses of <paramref name="subnet"/>, in a few words; null: nothing.</summary>
    string? ConflictOf(IpPrefix subnet);

    /// <summary>What tells the namespace behind <paramref name="sandbox"/> from a later one of the same name; null: that cannot be told.</summary>
    ulong? IdentityOf(string sandbox);

    /// <summary>The namespace that was behind <paramref name="sandbox"/> is not there any more. False also when that cannot be found out now.</summary>
    bool IsOver(string sandbox, ulong? identity);

    /// <summary>Removes an interface of an endpoint from the host's own network namespace, if it is there.</summary>
    void RemoveInterface(string name);

    /// <summary>Removes what a killed daemon left in the host's network namespace, save <paramref name="keep"/>; answers the names.</summary>
    IReadOnlyList<string> RemoveStray(IReadOnlySet<string> keep);

    /// <summary>Removes the file of a unix socket that nobody listens on; anything else at the path stays.</summary>
    void RemoveStaleSocket(string path);
}
