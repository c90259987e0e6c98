using System;
using NetKit.Bench;
using NetKit.Bench.Lab;
using NetKit.Bench.Load;
using NetKit.Bench.Wire;

// The same program is what measures and, inside of namespaces, what makes the load or joins two of them.
return args switch
{
    [AgentProcess.Argument] => Agent.Run(Console.In, Console.Out),
    [ImpairedWire.Argument, .. string[] ends] when OperatingSystem.IsLinux() => ImpairedWire.Run(ends),
    [RelayCommand.Argument, .. string[] ends] when OperatingSystem.IsLinux() => RelayCommand.Run(ends),
    _ => BenchCommand.Run(args),
};
