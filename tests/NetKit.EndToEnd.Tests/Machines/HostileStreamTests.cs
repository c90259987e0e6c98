using System;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Machines;

/// <summary>Streams that no machine makes cost their own connection, and nobody else anything.</summary>
[Requires("ping")]
public sealed class HostileStreamTests() : ServeFixture("--name", "vm")
{
    private const int Times = 40;

    private int _descriptors;

    [OneTimeSetUp]
    public void Connect()
    {
        _ = Keep(RelayMachine.Connect(Lab.Box, MachineSocket, Lab.BoxAddress));
        WaitForMachines(1);
        AssertBoxIsServed();
        _descriptors = Netkit.OpenDescriptors;
    }

    [TearDown]
    public void Nothing_is_left()
    {
        WaitForMachines(1);
        AssertBoxIsServed();
        Eventually.True(
            () => Netkit.OpenDescriptors <= _descriptors,
            TimeSpan.FromSeconds(10),
            () => $"{Netkit.OpenDescriptors} descriptors are open and {_descriptors} were");
    }

    [TestCase("ended-empty-frame", new byte[] { 0, 0, 0, 0 }, "it sent a frame of no octets")]
    [TestCase("ended-frame-too-long", new byte[] { 0, 1, 0, 18 }, "it sent a frame that says it is longer than 65553 octets")]
    [TestCase("ended-frame-too-long", new byte[] { 255, 255, 255, 255 }, "it sent a frame that says it is longer than 65553 octets")]
    [TestCase("ended-frame-too-long", new byte[] { (byte)'G', (byte)'E', (byte)'T', (byte)' ' }, "so it speaks another protocol")]
    public void A_length_that_no_frame_has_ends_the_connection(string reason, byte[] octets, string sentence)
    {
        long before = Netkit.Counters()["machines", reason];
        for (int i = 0; i < Times; i++)
        {
            using RawMachine machine = new(MachineSocket);
            machine.Say(octets);
            Assert.That(machine.IsClosed(), Is.True);
        }

        Assert.That(Netkit.Counters()["machines", reason], Is.EqualTo(before + Times));
        Netkit.WaitForLog(sentence);
        Assert.That(Netkit.Log.Split('\n').Count(line => line.Contains(sentence, StringComparison.Ordinal)), Is.EqualTo(1), () => Netkit.Log);
    }

    [Test]
    public void A_machine_that_turns_hostile_is_taken_off_the_network()
    {
        MacAddress mac = new(0x5254_00BB_0001);
        using RawMachine machine = new(MachineSocket);
        machine.SayFrame(RawMachine.WhoHasGateway(mac, IpAddress.FromV4(10, 0, 2, 101)));
        Assert.That(machine.Hear(46)[..4], Is.EqualTo(new byte[] { 0, 0, 0, 42 }));
        WaitForMachines(2);

        machine.Say(0, 0, 0, 0);
        Assert.That(machine.IsClosed(), Is.True);
        WaitForMachines(1);
    }

    [TestCase(new byte[] { 0, 0, 0 })]
    [TestCase(new byte[] { 0, 0, 1, 0, 1, 2, 3 })]
    public void An_end_inside_of_a_frame_is_counted(byte[] octets)
    {
        long before = Netkit.Counters()["machines", "ended-cut-short"];
        for (int i = 0; i < Times; i++)
        {
            using RawMachine machine = new(MachineSocket);
            machine.Say(octets);
        }

        Netkit.WaitForCounters(now => now["machines", "ended-cut-short"] == before + Times, "not all ends were counted");
    }

    [Test]
    public void Frames_of_nobody_make_no_endpoint()
    {
        using RawMachine machine = new(MachineSocket);
        for (int i = 1; i < 200; i++)
        {
            machine.SayFrame([.. Enumerable.Repeat((byte)255, i)]);
        }

        MacAddress mac = new(0x5254_00BB_0002);
        machine.SayFrame(RawMachine.WhoHasGateway(mac, IpAddress.FromV4(10, 0, 2, 101)));
        Assert.That(machine.Hear(46)[..4], Is.EqualTo(new byte[] { 0, 0, 0, 42 }));
    }

    /// <summary>Its answers are dropped when no more of them may wait; the others do not wait for it.</summary>
    [Test]
    public void A_machine_that_never_reads_stalls_nobody()
    {
        const int Questions = 600_000;
        MacAddress mac = new(0x5254_00BB_0003);
        byte[] question = RawMachine.WhoHasGateway(mac, IpAddress.FromV4(10, 0, 2, 101));
        byte[] many = [.. Enumerable.Range(0, 1000).SelectMany(_ => (byte[])[0, 0, 0, 42, .. question])];
        long before = Netkit.Counters()["switch", "refused"];
        using RawMachine machine = new(MachineSocket);
        for (int i = 0; i < Questions; i += 1000)
        {
            machine.Say(many);
        }

        Netkit.WaitForCounters(now => now["switch", "refused"] > before, "the answers go somewhere");
        AssertBoxIsServed();
        Assert.That(Netkit.ResidentKiB, Is.LessThan(256 << 10));

        // What was taken comes whole.
        byte[] heard = machine.Hear(46 * 1000);
        for (int at = 0; at < heard.Length; at += 46)
        {
            Assert.That(heard.AsSpan(at, 4).SequenceEqual((byte[])[0, 0, 0, 42]), Is.True);
        }
    }

    [Test]
    public void More_connections_than_may_wait_in_silence_are_turned_away()
    {
        long before = Netkit.Counters()["machines", "turned-away"];
        RawMachine[] silent = [.. Enumerable.Range(0, 80).Select(_ => new RawMachine(MachineSocket))];
        Netkit.WaitForCounters(now => now["machines", "turned-away"] == before + 16, "not exactly 64 may wait");
        Array.ForEach(silent, static machine => machine.Dispose());
    }

    private void AssertBoxIsServed() => _ = Lab.Box.Run("ping", "-c", "1", "-W", "5", Lab.Gateway).Succeeded();
}
