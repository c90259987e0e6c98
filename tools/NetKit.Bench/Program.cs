using System;
using NetKit.Bench;
using NetKit.Bench.Lab;
using NetKit.Bench.Load;

// The same program is what measures and, inside of namespaces, what makes the load.
return args is [AgentProcess.Argument]
    ? Agent.Run(Console.In, Console.Out)
    : BenchCommand.Run(args);
