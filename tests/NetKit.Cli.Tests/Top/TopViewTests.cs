using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Cli.Output;
using NetKit.Cli.Top;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Top;

/// <summary>What is said about the difference between two looks.</summary>
public sealed class TopViewTests
{
    private readonly ManualTime _time = new();
    private readonly Traffic _traffic = new();
    private TopView _view = null!;

    [SetUp]
    public void Start()
    {
        _traffic.Flows.Clear();
        _traffic.Drops.Clear();
        _view = new TopView(_traffic.FlowsAsync, _traffic.StatsAsync, _time);
    }

    [Test]
    public async Task The_first_look_knows_no_rates_and_no_new_drops()
    {
        _traffic.Set(1, 1_000_000, 5);
        _traffic.SetDrop("malformed", 7);
        await _view.LookAsync();
        Assert.That((_view.Report.OctetsOutPerSecond, _view.Report.OctetsInPerSecond), Is.EqualTo((0.0, 0.0)));
        Assert.That(_view.Report.Drops.Single(), Is.EqualTo(new DropRate("ip", "malformed", 7, 0)));
    }

    [Test]
    public async Task The_fastest_flow_comes_first_and_a_new_one_counts_from_nothing()
    {
        _traffic.Set(1, 1000, 0);
        _traffic.Set(2, 1000, 0, idle: 5);
        await _view.LookAsync();
        _time.Pass(2);
        _traffic.Set(1, 1100, 20);
        _traffic.Set(3, 0, 5000);
        await _view.LookAsync();
        Assert.That(_view.Report.Flows.Select(static one => one.Flow.Container.Port), Is.EqualTo((int[])[3, 1, 2]));
        Assert.That(
            _view.Report.Flows.Select(static one => (one.OctetsOutPerSecond, one.OctetsInPerSecond)),
            Is.EqualTo(((double, double)[])[(0, 2500), (50, 10), (0, 0)]));
        Assert.That(
            (_view.Report.Seconds, _view.Report.OctetsOutPerSecond, _view.Report.OctetsInPerSecond), Is.EqualTo((2.0, 50.0, 2510.0)));
    }

    [Test]
    public async Task Another_flow_between_the_same_ends_has_no_rate_below_nothing()
    {
        _traffic.Set(1, 1_000_000, 1_000_000);
        await _view.LookAsync();
        _time.Pass(1);
        _traffic.Set(1, 10, 20);
        await _view.LookAsync();
        Assert.That(_view.Report.Flows.Single().OctetsOutPerSecond, Is.Zero);
    }

    [Test]
    public async Task New_drops_come_first_and_none_is_not_listed()
    {
        _traffic.SetDrop("malformed", 100);
        _traffic.SetDrop("no-route", 1);
        _traffic.SetDrop("never", 0);
        await _view.LookAsync();
        _time.Pass(1);
        _traffic.SetDrop("no-route", 4);
        await _view.LookAsync();
        Assert.That(_view.Report.Drops, Is.EqualTo((DropRate[])[new("ip", "no-route", 4, 3), new("ip", "malformed", 100, 0)]));
    }

    [TestCase(24, 12, 12)]
    [TestCase(10, 12, 5)]
    [TestCase(1, 12, 1)]
    public async Task As_much_is_drawn_as_fits_and_the_rest_counted(int rows, int flows, int shown)
    {
        _traffic.AddMany(flows);
        _traffic.SetDrop("malformed", 1);
        await _view.LookAsync();
        LiveFrame frame = _view.Draw(rows);
        Assert.That(frame.Tables[0].Rows, Has.Count.EqualTo(shown));
        Assert.That(frame.Title, Does.Contain(shown == flows ? $"flows {flows}," : $"flows {shown} of {flows},"));
        Assert.That(frame.Title, Does.Contain("q ends"));
    }

    [Test]
    public async Task On_a_pipe_everything_is_printed()
    {
        _traffic.AddMany(100);
        _traffic.SetDrop("malformed", 1);
        await _view.LookAsync();
        string[] lines = Printed(asJson: false).Split('\n');
        Assert.That(lines, Has.Length.EqualTo(1 + 100 + 1 + 1 + 1 + 1));
        Assert.That(lines[0], Does.StartWith("PROTOCOL  DIR  CONTAINER").And.Contain("OUT/S  IN/S"));
        Assert.That(lines[^2], Is.EqualTo("ip     malformed  1    0"));
    }

    [Test]
    public async Task The_json_is_a_contract()
    {
        await _view.LookAsync();
        _time.Pass(1);
        _traffic.Set(1, 100, 0);
        _traffic.SetDrop("malformed", 1);
        await _view.LookAsync();
        Assert.That(
            Printed(asJson: true),
            Is.EqualTo(
                """{"seconds":1,"octetsOutPerSecond":100,"octetsInPerSecond":0"""
                + ""","flows":[{"flow":{"protocol":"tcp","direction":"out","container":{"address":"10.0.2.100","port":1}"""
                + ""","remote":{"address":"192.0.2.1","port":443},"host":{"address":"192.0.2.1","port":443}"""
                + ""","state":"established","octetsOut":100,"octetsIn":0,"ageSeconds":10,"idleSeconds":0},"octetsOutPerSecond":100,"octetsInPerSecond":0}]"""
                + ""","drops":[{"group":"ip","reason":"malformed","count":1,"new":1}]}"""
                + "\n"));
    }

    private string Printed(bool asJson)
    {
        using StringWriter writer = new();
        _view.Print(new OutputKind(writer, asJson));
        return writer.ToString().ReplaceLineEndings("\n");
    }
}
