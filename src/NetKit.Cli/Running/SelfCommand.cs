using System;
using System.Collections.Generic;
using NetKit.Cli.Life;

namespace NetKit.Cli.Running;

/// <summary>How this program starts itself again on the inside of a namespace.</summary>
internal static class SelfCommand
{
    public static IReadOnlyList<string> Line =>
        [Environment.ProcessPath ?? throw new FailureException("netkit cannot find its own file: start it by its full path.")];
}
