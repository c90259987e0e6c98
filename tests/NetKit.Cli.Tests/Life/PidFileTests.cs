using System;
using System.Globalization;
using System.IO;
using NetKit.Cli.Life;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Life;

/// <summary>The file that says who is running.</summary>
public sealed class PidFileTests
{
    [Test]
    public void It_is_there_while_running()
    {
        string path = Path.GetTempFileName();
        using (PidFile.Write(path))
        {
            Assert.That(File.ReadAllText(path), Is.EqualTo(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        }

        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void None_is_asked_for() => Assert.That(PidFile.Write(null), Is.Null);

    [Test]
    public void A_place_that_cannot_be_written_is_said() => Assert.That(
        () => PidFile.Write("/nonexistent/netkit.pid"),
        Throws.TypeOf<FailureException>().With.Message.StartsWith("The pid file /nonexistent/netkit.pid cannot be written ("));
}
