using System.Collections.Generic;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

public sealed class TcpOptionsTests
{
    private static IEnumerable<TestCaseData> Lists()
    {
        yield return new TestCaseData("", TcpOptions.None).SetName("No_options");
        yield return new TestCaseData("020405b4", new TcpOptions { MaximumSegmentSize = 1460 }).SetName("Maximum_segment_size");
        yield return new TestCaseData("01010402", new TcpOptions { SackPermitted = true }).SetName("Sack_permitted");
        yield return new TestCaseData("01030300", new TcpOptions { WindowScale = 0 }).SetName("A_window_scale_of_zero_is_there");
        yield return new TestCaseData("0103030e", new TcpOptions { WindowScale = 14 }).SetName("The_largest_window_scale");
        yield return new TestCaseData("0101080a0102030405060708",
            new TcpOptions { HasTimestamps = true, TimestampValue = 0x01020304, TimestampEcho = 0x05060708 }).SetName("Timestamps");
        yield return new TestCaseData("0101050a 00000010 00000020", new TcpOptions { SackBlocks = Blocks(1) }).SetName("One_block");
        yield return new TestCaseData("0101051a 00000010 00000020 00000030 00000040 00000050 00000060",
            new TcpOptions { SackBlocks = Blocks(3) }).SetName("Three_blocks");
        yield return new TestCaseData("01010522 00000010 00000020 00000030 00000040 00000050 00000060 00000070 00000080",
            new TcpOptions { SackBlocks = Blocks(4) }).SetName("Four_blocks");
        yield return new TestCaseData("020405b4 01010402 0101080a0000000100000002 01030307", new TcpOptions
        {
            MaximumSegmentSize = 1460,
            SackPermitted = true,
            HasTimestamps = true,
            TimestampValue = 1,
            TimestampEcho = 2,
            WindowScale = 7,
        }).SetName("Everything_that_opens_a_connection");
    }

    [TestCaseSource(nameof(Lists))]
    public void Octets_become_options_and_back(string hexadecimal, TcpOptions expected)
    {
        byte[] octets = Octets.Of(hexadecimal);
        Assert.That(TcpOptions.TryParse(octets, out TcpOptions options), Is.EqualTo(WireError.None));
        Assert.That(options, Is.EqualTo(expected));

        byte[] emitted = new byte[expected.Length];
        expected.Emit(emitted);
        Assert.That(emitted, Is.EqualTo(octets));
    }

    [Test]
    public void None_is_the_default_and_has_no_window_scale()
    {
        Assert.That(default(TcpOptions), Is.EqualTo(TcpOptions.None));
        Assert.That(TcpOptions.None.WindowScale, Is.EqualTo(-1));
        Assert.That(TcpOptions.None.Length, Is.Zero);
    }

    [TestCase("03030f01", ExpectedResult = 14)]
    [TestCase("0303ff01", ExpectedResult = 14)]
    public int A_larger_window_scale_is_read_as_14(string octets)
    {
        Assert.That(TcpOptions.TryParse(Octets.Of(octets), out TcpOptions options), Is.EqualTo(WireError.None));
        return options.WindowScale;
    }

    [Test]
    public void Unknown_kinds_are_skipped()
    {
        // Fast open, a user timeout and an experiment round a maximum segment size.
        byte[] octets = Octets.Of("2202 1c048000 02040200 fd04beef");
        Assert.That(TcpOptions.TryParse(octets, out TcpOptions options), Is.EqualTo(WireError.None));
        Assert.That(options, Is.EqualTo(new TcpOptions { MaximumSegmentSize = 512 }));
    }

    [Test]
    public void Whatever_follows_the_end_of_the_list_is_padding()
    {
        Assert.That(TcpOptions.TryParse(Octets.Of("030305 00 02000000"), out TcpOptions options), Is.EqualTo(WireError.None));
        Assert.That(options, Is.EqualTo(new TcpOptions { WindowScale = 5 }));
    }

    [TestCase("02", WireError.Truncated, TestName = "A_kind_without_length")]
    [TestCase("020405", WireError.Truncated, TestName = "A_value_cut_off")]
    [TestCase("fdff0000", WireError.Truncated, TestName = "An_unknown_kind_longer_than_the_list")]
    [TestCase("fd000000", WireError.BadLength, TestName = "Length_zero_would_never_end")]
    [TestCase("02010000", WireError.BadLength, TestName = "Length_one_would_end_within_itself")]
    [TestCase("02030500", WireError.BadLength, TestName = "A_short_maximum_segment_size")]
    [TestCase("03040701", WireError.BadLength, TestName = "A_long_window_scale")]
    [TestCase("04030001", WireError.BadLength, TestName = "Sack_permitted_with_a_value")]
    [TestCase("080600000001", WireError.BadLength, TestName = "Half_a_timestamp")]
    [TestCase("0502", WireError.BadLength, TestName = "No_block_at_all")]
    [TestCase("0506 00000001", WireError.BadLength, TestName = "Half_a_block")]
    public void A_length_that_cannot_be_gives_no_options(string octets, WireError expected)
    {
        Assert.That(TcpOptions.TryParse(Octets.Of(octets), out TcpOptions options), Is.EqualTo(expected));
        Assert.That(options, Is.EqualTo(TcpOptions.None));
    }

    [Test]
    public void Beside_timestamps_three_blocks_have_room()
    {
        TcpOptions options = new() { HasTimestamps = true, SackBlocks = Blocks(4) };
        Assert.That(options.Length, Is.EqualTo(TcpOptions.MaximumLength));

        byte[] octets = new byte[options.Length];
        options.Emit(octets);
        Assert.That(TcpOptions.TryParse(octets, out TcpOptions parsed), Is.EqualTo(WireError.None));
        Assert.That(parsed.SackBlocks, Is.EqualTo(Blocks(3)));
    }

    [Test]
    public void A_fifth_block_is_refused()
    {
        SackBlocks blocks = Blocks(4);
        Assert.That(blocks.TryAdd(default), Is.False);
        Assert.That(blocks, Is.EqualTo(Blocks(4)));
        Assert.That(blocks, Is.Not.EqualTo(Blocks(3)));
    }

    private static SackBlocks Blocks(int count)
    {
        SackBlocks blocks = default;
        for (uint i = 0; i < count; i++)
        {
            Assert.That(blocks.TryAdd(new SackBlock(new SeqNum(0x10 + i * 0x20), new SeqNum(0x20 + i * 0x20))));
        }

        return blocks;
    }
}
