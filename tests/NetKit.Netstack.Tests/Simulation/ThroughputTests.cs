using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetKit.Netstack.Link;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>
/// The table of what streams come to over bad paths, <c>throughput.txt</c>. Time is virtual and chance is seeded, so a change of a
/// single digit is a change of the stack: when it is meant, record the table anew with NETKIT_RECORD_THROUGHPUT=1 and look at what has changed.
/// </summary>
public sealed class ThroughputTests
{
    private const string RecordVariable = "NETKIT_RECORD_THROUGHPUT";
    private const long Megabit = 1_000_000;

    private static readonly Lazy<ThroughputRow[]> Measured = new(static () => [.. Rows.Select(static row => row.Run())]);

    private static IEnumerable<ThroughputRow> Rows =>
        from path in Paths
        from control in (CongestionAlgorithm[])[CongestionAlgorithm.NewReno, CongestionAlgorithm.Cubic]
        select new ThroughputRow(control, path);

    private static IEnumerable<ImpairmentOptions> Paths =>
    [
        .. from delay in (int[])[1, 10, 50, 100, 300]
           from loss in (double[])[0, 0.001, 0.005, 0.01, 0.05]
           where delay is 10 or 100 || loss is 0 or 0.01
           select Of(delay, loss: loss),
        .. from delay in (int[])[10, 100]
           from reordering in (double[])[0.01, 0.05]
           select Of(delay, reordering: reordering),
        .. from rate in (int[])[10, 100]
           from delay in (int[])[1, 20, 100]
           select Of(delay, rate: rate),
        Of(20, loss: 0.005, rate: 50),
        Of(20, duplication: 0.05),
        Of(20, corruption: 0.01),
        Of(50, loss: 0.005, reordering: 0.02, duplication: 0.01, corruption: 0.002, rate: 20),
    ];

    [Test]
    public void The_table_is_what_it_was()
    {
        string[] table = [ThroughputRow.Title, .. Measured.Value.Select(static row => row.ToString())];
        string file = Path.Combine(Folder, "throughput.txt");
        if (Environment.GetEnvironmentVariable(RecordVariable) is "1")
        {
            File.WriteAllLines(file, table);
        }

        string[] expected = File.ReadAllLines(file);
        foreach ((string was, string now) in expected.Zip(table).Where(static pair => pair.First != pair.Second))
        {
            TestContext.Out.WriteLine($"- {was}\n+ {now}");
        }

        Assert.That(table, Is.EqualTo(expected), $"Record it anew with {RecordVariable}=1 if that is meant.");
    }

    [Test]
    public void A_path_without_loss_costs_no_time_out_and_nothing_goes_again()
    {
        foreach (ThroughputRow row in Measured.Value.Where(static row => IsClean(row.Path) && row.Path.BitsPerSecond == 0))
        {
            Assert.That((row.Timeouts, row.Again), Is.EqualTo((0L, 0L)), row.ToString());
        }
    }

    [Test]
    public void A_narrow_path_is_filled()
    {
        foreach (ThroughputRow row in Measured.Value.Where(static row => IsClean(row.Path) && row.Path.BitsPerSecond > 0))
        {
            // What the first round trips of a stream this short leave unused; the longer the path, the more.
            double octets = row.Path.BitsPerSecond / 8.0;
            double least = ThroughputRow.Octets / ((ThroughputRow.Octets / octets) + (row.Path.Delay.TotalSeconds * 2 * 12));
            Assert.That(row.Goodput / 8, Is.GreaterThan(0.85 * least), row.ToString());
            Assert.That(row.Timeouts, Is.Zero, row.ToString());
        }
    }

    [Test]
    public void With_losses_a_stream_comes_to_what_theory_gives_it()
    {
        foreach (ThroughputRow row in Measured.Value.Where(static row => row.Path is { Loss: > 0, Delay.Ticks: > 0, BitsPerSecond: 0 }))
        {
            // Mathis and others, 1997: MSS / RTT * sqrt(3/2) / sqrt(p); below one per cent, where time-outs play no part.
            double bound = 1448 * 8 / (row.Path.Delay.TotalSeconds * 2) * Math.Sqrt(1.5 / row.Path.Loss);
            double share = row.Path.Loss < 0.02 ? 0.7 : 0.4;
            Assert.That(row.Goodput, Is.GreaterThan(share * bound), row.ToString());
        }
    }

    [Test]
    public void Time_outs_are_rare_even_when_much_is_lost()
    {
        foreach (ThroughputRow row in Measured.Value)
        {
            // One for twenty segments that were lost.
            Assert.That(row.Timeouts, Is.LessThanOrEqualTo(row.Path.Loss < 0.02 ? 0 : row.Again / 20), row.ToString());
        }
    }

    [Test]
    public void A_path_that_changes_the_order_costs_little()
    {
        foreach (ThroughputRow row in Measured.Value.Where(static row => row.Path is { Reordering: > 0, Loss: 0 }))
        {
            ThroughputRow straight = Measured.Value.Single(other =>
                other.Congestion == row.Congestion && other.Path == row.Path with { Reordering = 0 });

            // The whole stream takes ten round trips; while a recovery lasts that was for nothing, slow start stands still.
            Assert.That(row.Goodput, Is.GreaterThan(0.85 * straight.Goodput), row.ToString());
        }
    }

    [Test]
    public void Cubic_is_nowhere_much_slower_than_reno_and_much_faster_on_long_paths()
    {
        foreach (IGrouping<ImpairmentOptions, ThroughputRow> pair in Measured.Value.GroupBy(static row => row.Path))
        {
            double reno = pair.Single(static row => row.Congestion == CongestionAlgorithm.NewReno).Goodput;
            double cubic = pair.Single(static row => row.Congestion == CongestionAlgorithm.Cubic).Goodput;
            if (pair.Key is { Loss: 0.001 or 0.005, Delay.TotalMilliseconds: 100 })
            {
                Assert.That(cubic, Is.GreaterThan(1.15 * reno), $"{pair.Key}");
            }

            // Where windows are a few segments only, chance decides more than the control.
            Assert.That(cubic, Is.GreaterThan((pair.Key.Loss < 0.02 ? 0.85 : 0.75) * reno), $"{pair.Key}");
        }
    }

    private static bool IsClean(ImpairmentOptions path) => path is { Loss: 0, Reordering: 0, Duplication: 0, Corruption: 0 };

    private static ImpairmentOptions Of(
        int delay, double loss = 0, double reordering = 0, double duplication = 0, double corruption = 0, int rate = 0) => new()
        {
            Delay = TimeSpan.FromMilliseconds(delay),
            Loss = loss,
            Reordering = reordering,
            Duplication = duplication,
            Corruption = corruption,
            BitsPerSecond = rate * Megabit,
        };

    private static string Folder
    {
        get
        {
            DirectoryInfo? directory = new(AppContext.BaseDirectory);
            while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "NetKit.sln")))
            {
                directory = directory.Parent;
            }

            Assert.That(directory, Is.Not.Null, "The tests run inside the repository.");
            return Path.Combine(directory!.FullName, "tests", "NetKit.Netstack.Tests", "Simulation");
        }
    }
}
