using System;
using System.Globalization;
using System.IO;
using NetKit.Bench.Lab;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;
using NetKit.Bench.Wire;

namespace NetKit.Bench.Trials;

/// <summary>One stream of curl over a bad path: NetKit's TCP at one end, or Linux at both.</summary>
internal sealed class ImpairedTrial(BulkDirection direction, int octets) : ITrial
{
    public const string ImpairedPath = "impaired";

    /// <summary>What NetKit wants of what two kernels reach.</summary>
    public const double LeastOfLinux = 0.7;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static string Section => $"TCP over {Impairment.Usual}";

    public string Path => ImpairedPath;

    public int Mtu => 1500;

    public PeerAbilities Needs => PeerAbilities.Impaired;

    // A start is a seed: another fate for the frames, the same for both.
    public bool NeedsFreshSite => true;

    private string Name => direction == BulkDirection.ContainerToHost ? "curl, container to host" : "curl, host to container";

    public void Run(PeerSite site, Readings readings)
    {
        string count = octets.ToString(CultureInfo.InvariantCulture);
        string url = $"http://{site.ServerAddress}:{BenchLab.FilePort}/{count}";
        string[] curl = [.. site.Enter, "curl", "--silent", "--show-error", "--fail", "--output", "/dev/null", "--header", "Expect:", "--write-out"];
        string said = direction == BulkDirection.ContainerToHost
            ? Command.Run([.. curl, "%{speed_upload}", "--upload-file", FileOf(site.Lab), url], Patience, site.Lab.Cancel)
            : Command.Run([.. curl, "%{speed_download}", url], Patience, site.Lab.Cancel);
        readings.Add(new Row(Section, Name, "Mb/s"), double.Parse(said, CultureInfo.InvariantCulture) * 8 / 1e6);
    }

    public override string ToString() => $"{Path}, {Name}";

    private string FileOf(BenchLab lab)
    {
        string path = System.IO.Path.Combine(lab.Folder, "upload");
        using FileStream file = File.Create(path);
        file.SetLength(octets);
        return path;
    }
}
