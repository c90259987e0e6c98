using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using NetKit.Bench.Load;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>The highest rate of datagrams at which every single one arrives.</summary>
internal sealed class DatagramTrial(int size, bool outward, double seconds) : ITrial
{
    public const string DatagramPath = "udp";

    private const double FirstRate = 1_000;
    private const double HighestRate = 8_000_000;
    private const int Refinements = 4;
    private const int FirstPort = 5400;

    // Below this share of the rate that was asked for the sender is what limits.
    private const double Attained = 0.9;

    private int _port;

    public string Path => DatagramPath;

    public int Mtu => BenchPlan.UsualMtu;

    public PeerAbilities Needs => PeerAbilities.Outward;

    public bool NeedsFreshSite => false;

    private string Name =>
        $"{size.ToString("N0", CultureInfo.InvariantCulture)} octets, {(outward ? "container to host" : "host to container")}";

    public void Run(PeerSite site, Readings readings) =>
        readings.Add(new Row("UDP without loss", Name, "datagrams/s"), Search(site));

    public override string ToString() => $"{Path}, {Name}";

    /// <summary>Doubles the rate until something is lost, then halves the gap a few times.</summary>
    private double Search(PeerSite site)
    {
        double best = 0;
        double rate = FirstRate;
        for (; rate < HighestRate; rate *= 2)
        {
            if (Probe(site, rate) is not { } reached)
            {
                break;
            }

            best = Math.Max(best, reached);
            if (reached < rate * Attained)
            {
                return best;
            }
        }

        for (int i = 0; i < Refinements && best > 0; i++)
        {
            double middle = (best + rate) / 2;
            if (Probe(site, middle) is { } reached)
            {
                best = Math.Max(best, reached);
                if (reached < middle * Attained)
                {
                    break;
                }
            }
            else
            {
                rate = middle;
            }
        }

        return best;
    }

    /// <summary>The rate that was reached, or null when datagrams were lost twice in a row: once may be the machine's noise.</summary>
    private double? Probe(PeerSite site, double rate) => TryOnce(site, rate) ?? TryOnce(site, rate);

    private double? TryOnce(PeerSite site, double rate)
    {
        // A port of its own for each probe: what comes late from the one before does not count.
        _port = (_port + 1) % 500;
        int port = FirstPort + _port;
        (LoadReply sent, long received) = outward ? SendOut(site, port, rate) : SendIn(site, port, rate);
        return sent.Count > 0 && received == sent.Count ? sent.Count / sent.Seconds : null;
    }

    private (LoadReply Sent, long Received) SendOut(PeerSite site, int port, double rate)
    {
        site.ServerAgent.Do(new LoadRequest { Task = LoadTask.ReceiveDatagrams, Port = port });
        LoadReply sent = site.Agent.Do(Rated(LoadTask.SendDatagrams, site.ServerAddress, port, rate));
        return (sent, site.ServerAgent.Do(new LoadRequest { Task = LoadTask.CountDatagrams }).Count);
    }

    private (LoadReply Sent, long Received) SendIn(PeerSite site, int port, double rate)
    {
        Task<string?> sending = site.ServerAgent.Begin(Rated(LoadTask.AnswerWithDatagrams, "0.0.0.0", port, rate));
        // The hello must find the socket bound.
        Thread.Sleep(10);
        site.Agent.Do(new LoadRequest { Task = LoadTask.ReceiveDatagrams, Address = site.ServerAddress, Port = port });
        LoadReply sent = site.ServerAgent.End(sending, seconds);
        return (sent, site.Agent.Do(new LoadRequest { Task = LoadTask.CountDatagrams }).Count);
    }

    private LoadRequest Rated(LoadTask task, string address, int port, double rate) =>
        new() { Task = task, Address = address, Port = port, Size = size, Rate = rate, Seconds = seconds };
}
