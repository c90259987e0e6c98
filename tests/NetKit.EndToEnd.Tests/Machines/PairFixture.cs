using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>A lab for two machines, the second of which is elsewhere than the box, and a server on the host's loopback for both.</summary>
public abstract class PairFixture(params string[] options) : ServeFixture(options)
{
    private const long Length = 64L << 20;

    private Payload? _payload;
    private NetworkNamespace? _other;

    private protected const int Port = 8080;

    private protected Payload Payload => _payload!;

    /// <summary>What the second machine is.</summary>
    private protected NetworkNamespace Other => _other!;

    protected override void BeforeNetkit()
    {
        _payload = Payload.Create(Keep(Scratch.InMemory()).PathOf("payload"), Length);
        _ = Keep(WebServer.Start(Lab.Host.Listen("127.0.0.1", Port), _payload));
        _other = Keep(new NetworkNamespace());
    }
}
