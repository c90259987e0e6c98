using System;
using NetKit.Cli;
using NetKit.Cli.Running;
using NetKit.Daemon.Control;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;

// The halves that run inside of namespaces start often and know exactly what they are told: no parser for them.
if (OperatingSystem.IsLinux())
{
    switch (args)
    {
        case [TapHelper.Command, .. string[] rest]:
            return TapHelper.Run(rest);
        case [RunHelper.Command, .. string[] rest]:
            return RunHelper.Run(rest);
        case [SocketHelper.Command]:
            return SocketHelper.Run();
    }
}

return CommandLine.Run(args, Console.Out, Console.Error, OperatingSystem.IsLinux() ? new DataPlanes(EndpointNetwork.Start, MachineNetwork.StartAsync) : null);
