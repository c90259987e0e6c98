using NetKit.Forwarding.Icmp;
using NetKit.Interop;

namespace NetKit.Cli.Doctor;

/// <summary>The facts that the checks judge.</summary>
internal interface IHost
{
    bool IsLinux { get; }

    /// <summary>The effective user; 0 is root.</summary>
    uint User { get; }

    /// <summary>Where control sockets go.</summary>
    string SocketDirectory { get; }

    /// <summary>A small text file; null when it is not there or may not be read.</summary>
    string? ReadFile(string path);

    /// <summary>Whether PATH leads to a program of this name.</summary>
    bool HasProgram(string name);

    /// <summary>What comes of opening the TUN device.</summary>
    Errno OpenTun();

    /// <summary>Null when connections can be given to several loops, or what the kernel says against it.</summary>
    Errno? ProbeSteering();

    /// <summary>Whether the namespaces of <c>netkit run</c> can really be made, by making and leaving them.</summary>
    bool CanMakeNamespaces();

    /// <summary>By what right this process can ping.</summary>
    EchoSocketKind ProbePing();

    /// <summary>How many descriptors a process may have once it asks for all it can get.</summary>
    ulong OpenFileLimit();

    /// <summary>Null when a control socket can be made in <see cref="SocketDirectory"/>, or why not.</summary>
    string? TrySocketDirectory();
}
