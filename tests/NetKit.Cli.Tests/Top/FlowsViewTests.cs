using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Cli.Output;
using NetKit.Cli.Top;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Top;

/// <summary>Flows that are watched.</summary>
public sealed class FlowsViewTests
{
    [Test]
    public async Task They_are_drawn_with_rates_and_the_fastest_first()
    {
        ManualTime time = new();
        Traffic traffic = new();
        FlowsView view = new(traffic.FlowsAsync, time);
        traffic.AddMany(3);
        await view.LookAsync();
        time.Pass(0.5);
        traffic.Set(2, 2048, 1024);
        await view.LookAsync();
        LiveFrame frame = view.Draw(4);
        Table table = frame.Tables.Single();
        Assert.That(frame.Title, Does.Contain("2 of 3"));
        Assert.That(table.Headings, Does.Contain("OUT/S").And.Not.Contain("ENDPOINT"));
        Assert.That(table.Rows, Has.Count.EqualTo(2));
        Assert.That(table.Rows[0][2], Is.EqualTo("10.0.2.100:2"));
        Assert.That(table.Rows[0], Does.Contain("4.0 KiB").And.Contain("2.0 KiB"));
    }

    [Test]
    public async Task On_a_pipe_they_keep_their_order_and_have_no_rates()
    {
        Traffic traffic = new();
        FlowsView view = new(traffic.FlowsAsync, new ManualTime());
        traffic.AddMany(2);
        await view.LookAsync();
        using StringWriter writer = new();
        view.Print(new OutputKind(writer, false));
        string[] lines = writer.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.That(lines[0], Does.Not.Contain("/S"));
        Assert.That(lines[1], Does.Contain("10.0.2.100:1 "));
    }
}
