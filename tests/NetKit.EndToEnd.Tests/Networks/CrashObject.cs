using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>Something of a daemon's that is made and removed again and again, and what the daemon last acknowledged about it.</summary>
/// <param name="name">For failures.</param>
/// <param name="make">Asks for it; answers the status and the body.</param>
/// <param name="remove">Asks for its end; the argument is what <paramref name="make"/> answered, or what was found after a kill.</param>
internal sealed class CrashObject(
    string name, Func<ApiClient, Task<(int Status, string Body)>> make, Func<ApiClient, string, Task<(int Status, string Body)>> remove)
{
    private string _made = string.Empty;

    public string Name => name;

    /// <summary>Null: the daemon was killed before it answered, and both would be right.</summary>
    public bool? IsThere { get; private set; } = false;

    /// <summary>Requests that were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>A refusal, which there must be none of.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Until the daemon dies.</summary>
    public async Task RunAsync(ApiClient api, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && IsThere is { } before && Refusal is null)
        {
            IsThere = null;
            try
            {
                (int status, string body) = before ? await remove(api, _made).ConfigureAwait(false) : await make(api).ConfigureAwait(false);
                Refusal = status is >= 200 and < 300 ? null : $"{name}: {status} {body}";
                _made = before ? string.Empty : body;
                IsThere = !before;
                Acknowledged++;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // It died on the way.
            }
        }
    }

    /// <summary>What was found after a restart: null when that is what was acknowledged, otherwise what is wrong.</summary>
    /// <param name="found">Null: it is not there.</param>
    public string? Compare(string? found)
    {
        bool isThere = found is not null;
        string? wrong = IsThere is { } acknowledged && acknowledged != isThere
            ? $"{name} was acknowledged to be {(acknowledged ? "there" : "gone")}, and is {(isThere ? "there" : "gone")}"
            : null;
        (IsThere, _made) = (isThere, found ?? string.Empty);
        return wrong;
    }
}
