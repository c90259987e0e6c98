using System.IO;
using NetKit.Cli.Output;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Output;

/// <summary>Tables on a pipe and on a terminal.</summary>
public sealed class TableTests
{
    [Test]
    public void On_a_pipe_columns_are_aligned_and_nothing_is_drawn() => Assert.That(
        Written(isTerminal: false).Split('\n'),
        Is.EqualTo((string[])["ID  HOST            STATE", "1   127.0.0.1:8080  listening", "22  [::1]:1", string.Empty]));

    [Test]
    public void On_a_terminal_it_is_drawn()
    {
        string text = Written(isTerminal: true);
        Assert.That(text, Does.Contain("127.0.0.1:8080").And.Contain("[::1]:1").And.Contain("│").Or.Contain("|"));
    }

    [TestCase(0, "0 B")]
    [TestCase(1023, "1023 B")]
    [TestCase(1024, "1.0 KiB")]
    [TestCase(1536, "1.5 KiB")]
    [TestCase(35L << 30, "35 GiB")]
    [TestCase(long.MaxValue, "8.0 EiB")]
    public void Octets_have_units(long count, string expected) => Assert.That(Quantity.Octets(count), Is.EqualTo(expected));

    [TestCase(0.25, "0.3 s")]
    [TestCase(42, "42 s")]
    [TestCase(310, "5 m 10 s")]
    [TestCase(7380, "2 h 3 m")]
    [TestCase(360_000, "100 h 0 m")]
    public void Times_have_units(double seconds, string expected) => Assert.That(Quantity.Duration(seconds), Is.EqualTo(expected));

    private static string Written(bool isTerminal)
    {
        Table table = new("ID", "HOST", "STATE");
        table.Add("1", "127.0.0.1:8080", "listening");
        table.Add("22", "[::1]:1", string.Empty);
        using StringWriter output = new();
        table.WriteTo(output, isTerminal);
        return output.ToString().ReplaceLineEndings("\n");
    }
}
