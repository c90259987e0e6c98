using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Networks;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Docker;

/// <summary>
/// A dockerd with NetKit as its network driver, in mount, pid and network namespaces of their own: this machine's docker is not touched, and with the
/// namespaces go all mounts, containers and processes.
/// </summary>
internal sealed class DockerMachine : IDisposable
{
    /// <summary>The image of <see cref="DockerImage"/>.</summary>
    public const string Image = "nk/box";

    private const string PluginSocket = "/run/docker/plugins/netkit.sock";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(90);

    private readonly Scratch _scratch = new();
    private readonly string _cgroup = Scratch.UniqueName();
    private readonly string[] _options;
    private readonly RunningCommand _holder;
    private RunningCommand? _dockerd;
    private readonly DaemonProcess? _netkit;

    /// <param name="lab">Its host is where all this stands.</param>
    /// <param name="options">Further options of dockerd.</param>
    public DockerMachine(Lab lab, params string[] options)
    {
        _options = options;
        string holder = _scratch.WriteScript("hold", """
            #!/bin/sh
            set -e
            mkdir -p /run/docker /etc/docker
            mount -t tmpfs nk-docker /run/docker
            mount -t tmpfs nk-docker /etc/docker
            mount --bind "$1" /etc/resolv.conf
            echo ready
            while :; do sleep 1; done
            """);
        _holder = RunningCommand.Start(
        [
            "nsenter", $"--net={lab.Host.Path}", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "private",
            holder, $"/etc/netns/{lab.Host.Name}/resolv.conf",
        ]);
        try
        {
            _holder.WaitFor("ready", Command.UsualLimit);
            _netkit = new DaemonProcess(Line, $$"""{ "networks": [], "docker": { "engineSocket": "{{Socket}}" } }""", PluginSocket);
            StartDocker();
            DockerImage.Import(this, _scratch);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public DaemonProcess Netkit => _netkit ?? throw new InvalidOperationException("NetKit is not running.");

    public string DockerLog => _dockerd?.Error ?? string.Empty;

    private string Socket => _scratch.PathOf("docker.sock");

    public string[] Line(IEnumerable<string> line) =>
    [
        "nsenter", $"--target={File.ReadAllText($"/proc/{_holder.Pid}/task/{_holder.Pid}/children").Trim()}", "--mount", "--net", "--pid", .. line,
    ];

    /// <summary>A docker command.</summary>
    public Outcome Run(params IEnumerable<string> arguments) => Command.Run(CommandLimit, ["docker", "-H", $"unix://{Socket}", .. arguments]);

    /// <summary>What it prints, when it ends well.</summary>
    public string Docker(params IEnumerable<string> arguments) => Run(arguments).Succeeded().Trim();

    public RunningCommand Start(params IEnumerable<string> arguments) =>
        RunningCommand.Start(["docker", "-H", $"unix://{Socket}", .. arguments]);

    /// <summary>Starts a container that serves a page with its own name, waits until it does, and answers its name.</summary>
    public string Serve(string name, string network, params IEnumerable<string> options)
    {
        _ = Docker(["run", "-d", "--name", name, "--hostname", name, "--network", network, "--stop-signal", "SIGKILL", .. options, Image, "serve"]);
        WaitFor(name);
        return name;
    }

    /// <summary>Waits until a container's page is there: docker itself does not wait for what runs inside.</summary>
    public void WaitFor(string name) =>
        _ = Exec(name, "timeout", "30", "sh", "-c", "until wget -qO /dev/null http://127.0.0.1/; do sleep 0.05; done");

    /// <summary>Asks dockerd itself for something, in its own words.</summary>
    public string Post(string path, string body) => Command.Run(
        "curl", "-sS", "--fail-with-body", "--unix-socket", Socket, "-H", "Content-Type: application/json", "-d", body, $"http://docker{path}").Succeeded();

    /// <summary>A command in a running container.</summary>
    public string Exec(string name, params IEnumerable<string> command) => Docker(["exec", name, .. command]);

    public Outcome TryExec(string name, params IEnumerable<string> command) => Run(["exec", name, .. command]);

    /// <summary>A container's address on a network.</summary>
    public string AddressOf(string name, string network) =>
        Docker("inspect", "-f", $"{{{{(index .NetworkSettings.Networks \"{network}\").IPAddress}}}}", name);

    public void Remove(params IEnumerable<string> names) => _ = Docker(["rm", "-f", .. names]);

    public void StartDocker()
    {
        _dockerd = RunningCommand.Start(Line(
        [
            "dockerd", "--data-root", _scratch.PathOf("data"), "--exec-root", _scratch.PathOf("exec"), "--pidfile", _scratch.PathOf("dockerd.pid"),
            "--host", $"unix://{Socket}", "--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false",
            "--storage-driver", "overlay2", "--cgroup-parent", $"/{_cgroup}", .. _options,
        ]));
        _dockerd.WaitFor("API listen on", StartLimit);
    }

    public void StopDocker(int signal)
    {
        _dockerd!.Signal(signal);
        _ = _dockerd.Wait(StartLimit);
        _dockerd.Dispose();
        _dockerd = null;
    }

    public void Dispose()
    {
        try
        {
            if (_dockerd is { HasEnded: false } && _netkit is not null)
            {
                RemoveAll();
            }
        }
        finally
        {
            try
            {
                _netkit?.Dispose();
            }
            finally
            {
                _holder.Dispose();
                _dockerd?.Dispose();
                RemoveCgroups();
                _scratch.Dispose();
            }
        }
    }

    /// <summary>Everything that docker still has.</summary>
    public void RemoveAll()
    {
        string[] containers = Docker("ps", "-aq").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (containers.Length > 0)
        {
            Remove(containers);
        }

        _ = Docker("network", "prune", "-f");
        Assert.That(Netkit.Networks(), Is.Empty, () => Netkit.Log);
    }

    private void RemoveCgroups()
    {
        foreach (string mine in Directory.GetDirectories("/sys/fs/cgroup").Select(one => Path.Combine(one, _cgroup)).Where(Directory.Exists))
        {
            // The last of the killed processes may still be on its way out.
            Eventually.True(() => Command.Run("find", mine, "-depth", "-type", "d", "-exec", "rmdir", "{}", "+").Status == 0, StartLimit, mine);
        }
    }
}
