using System;
using System.IO;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Servers;

/// <summary>Octets that repeat nowhere, in a file, and their SHA-256.</summary>
internal sealed record Payload(string Path, long Length, string Hash)
{
    private const int BlockLength = 1 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static Payload Create(string path, long length)
    {
        using FileStream file = File.Create(path);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockLength];
        for (long left = length; left > 0; left -= block.Length)
        {
            Span<byte> part = block.AsSpan(0, (int)Math.Min(left, block.Length));
            RandomNumberGenerator.Fill(part);
            hash.AppendData(part);
            file.Write(part);
        }

        return new Payload(path, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>SHA-256 of everything that a stream has to say.</summary>
    public static async Task<string> HashAsync(Stream stream) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stream).ConfigureAwait(false));

    /// <summary>The same of a connection, which stays open.</summary>
    public static async Task<string> HashAsync(Socket socket)
    {
        using NetworkStream stream = new(socket, ownsSocket: false);
        return await HashAsync(stream).ConfigureAwait(false);
    }

    /// <summary>curl gets it as it is from a <see cref="WebServer"/>.</summary>
    public void AssertDownloads(NetworkNamespace client, string url)
    {
        string? hash = null;
        using RunningCommand curl = RunningCommand.Start(
            client.Line("curl", "-sS", "--fail", url), async output => hash = await HashAsync(output).ConfigureAwait(false));
        _ = curl.Wait(Limit).Succeeded();
        Assert.That(hash, Is.EqualTo(Hash), "what was downloaded");
    }

    /// <summary>And it gets there as it is from curl.</summary>
    public void AssertUploads(NetworkNamespace client, string url)
    {
        Outcome curl = client.Run(Limit, "curl", "-sS", "--fail", "-H", "Expect:", "-T", Path, url);
        Assert.That(curl.Succeeded(), Is.EqualTo(Hash), "what was uploaded");
    }

    /// <summary>The same of a file.</summary>
    public static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
