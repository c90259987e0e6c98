using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using NetKit.Control.Client;
using NUnit.Framework;

namespace NetKit.Control.Tests.Client;

/// <summary>What the client says when the other side is not as it should be.</summary>
public sealed class ControlClientTests
{
    private string _directory = string.Empty;

    private string SocketPath => Path.Combine(_directory, "n.sock");

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("netkit-test-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Nobody_there() => Assert.That(
        FailureAsync,
        Throws.TypeOf<ControlException>().With.Message.EqualTo(
            $"No netkit is running at {SocketPath}: start one with 'netkit run' or 'netkit attach', or name another with --socket."));

    [Test]
    public void A_file_of_a_dead_one()
    {
        File.WriteAllText(SocketPath, string.Empty);
        Assert.That(FailureAsync, Throws.TypeOf<ControlException>().With.Message.StartsWith($"No netkit is running at {SocketPath}: "));
    }

    [Test]
    public void A_path_that_no_socket_can_have()
    {
        string path = "/tmp/" + new string('x', 200);
        using ControlClient client = new(path);
        Assert.That(client.GetHealthAsync, Throws.TypeOf<ControlException>().With.Message.EndsWith(": the system allows 103 octets."));
    }

    [Test]
    public Task One_that_hangs_up() => AnsweringAsync(string.Empty, "closed the connection before it answered");

    [Test]
    public Task An_answer_that_is_no_json() =>
        AnsweringAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n{x}", "does not understand");

    [Test]
    public Task An_answer_that_lacks_something() =>
        AnsweringAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", "does not understand");

    [Test]
    public Task A_refusal_without_a_reason() =>
        AnsweringAsync("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "answered with HTTP status 503.");

    [Test]
    public Task A_refusal_with_a_broken_reason() => AnsweringAsync(
        "HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\nContent-Length: 1\r\n\r\n{", "answered with HTTP status 409.");

    private async Task FailureAsync()
    {
        using ControlClient client = new(SocketPath);
        _ = await client.GetHealthAsync();
    }

    private async Task AnsweringAsync(string response, string expected)
    {
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        Task served = ServeAsync(listener, response);
        Assert.That(FailureAsync, Throws.TypeOf<ControlException>().With.Message.Contains(expected));
        listener.Dispose();
        await served;
    }

    /// <summary>As often as asked: a question that changes nothing may be put again by the HTTP library.</summary>
    private static async Task ServeAsync(Socket listener, string response)
    {
        try
        {
            while (true)
            {
                using Socket accepted = await listener.AcceptAsync();
                _ = await accepted.ReceiveAsync(new byte[4096]);
                _ = await accepted.SendAsync(Encoding.ASCII.GetBytes(response));
            }
        }
        catch (SocketException)
        {
            // The listener was closed: the test is over.
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
