using System;
using NetKit.Fuzz;

return FuzzCommand.Run(args, Console.Out, Console.Error);
