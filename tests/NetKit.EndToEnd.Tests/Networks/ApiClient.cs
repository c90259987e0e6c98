using System;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>HTTP on a unix socket.</summary>
internal sealed class ApiClient(string socketPath) : IDisposable
{
    private const int LongBody = 64 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = async (_, _) => new NetworkStream(await ConnectAsync(socketPath).ConfigureAwait(false), ownsSocket: true),
    })
    {
        BaseAddress = new Uri("http://netkit"),
        Timeout = TimeSpan.FromSeconds(30),
    };

    public static async Task<Socket> ConnectAsync(string socketPath)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath)).ConfigureAwait(false);
        return socket;
    }

    public async Task<(int Status, string Body)> SendAsync(string method, string path, string? body = null, string type = "application/json")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, type),
        };
        // Whoever is refused for the length of what he is about to send need not send it (RFC 9110 §10.1.1).
        request.Headers.ExpectContinue = body?.Length > LongBody;
        using HttpResponseMessage response = await _http.SendAsync(request).ConfigureAwait(false);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync().ConfigureAwait(false));
    }

    public void Dispose() => _http.Dispose();
}
