using System;
using System.Globalization;

namespace NetKit.Links.Namespaces;

/// <summary>A network namespace: that of a process, or one that a file stands for (<c>/run/netns/NAME</c>, as <c>ip netns</c> makes them).</summary>
public sealed record NamespaceTarget
{
    private const string ProcPrefix = "/proc/";
    private const string ProcSuffix = "/ns/net";

    private NamespaceTarget(string path, int? pid)
    {
        Path = path;
        Pid = pid;
    }

    /// <summary>The file that stands for the namespace.</summary>
    public string Path { get; }

    /// <summary>The process whose end is the namespace's end, or null for a namespace that lives as long as its file.</summary>
    public int? Pid { get; }

    public static NamespaceTarget OfProcess(int pid) => new(string.Create(CultureInfo.InvariantCulture, $"{ProcPrefix}{pid}{ProcSuffix}"), pid);

    /// <summary><c>/proc/PID/ns/net</c> means the process: such a file never goes by being unlinked.</summary>
    public static NamespaceTarget OfPath(string path)
    {
        bool ofProcess = path.StartsWith(ProcPrefix, StringComparison.Ordinal) && path.EndsWith(ProcSuffix, StringComparison.Ordinal)
            && path.Length > ProcPrefix.Length + ProcSuffix.Length;
        return ofProcess && int.TryParse(path.AsSpan()[ProcPrefix.Length..^ProcSuffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            ? new NamespaceTarget(path, pid)
            : new NamespaceTarget(path, null);
    }

    public override string ToString() => Pid is { } pid ? string.Create(CultureInfo.InvariantCulture, $"process {pid}") : Path;
}
