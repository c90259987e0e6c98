using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Dhcp;

public sealed class DhcpOptionWriterTests
{
    [Test]
    public void Options_become_octets_filled_up_to_the_length_of_BOOTP()
    {
        byte[] message = new byte[400];
        Array.Fill(message, (byte)0xEE);
        DhcpOptionWriter writer = new(message, 400);
        Assert.That(writer.TryAddByte(DhcpOptionCode.MessageType, 2));
        Assert.That(writer.TryAddAddress(DhcpOptionCode.ServerIdentifier, IpAddress.FromV4(10, 0, 2, 2)));
        Assert.That(writer.TryAddSeconds(DhcpOptionCode.LeaseTime, TimeSpan.FromHours(1)));
        Assert.That(writer.TryAdd(DhcpOptionCode.RapidCommit, []));
        Assert.That(writer.Finish(), Is.EqualTo(300));
        byte[] expected = [.. Octets.Of("63825363 350102 36040a000202 330400000e10 5000 ff"), .. new byte[300 - 236 - 22]];
        Assert.That(message[236..300], Is.EqualTo(expected));
        Assert.That(message[300..], Is.All.EqualTo(0xEE));
    }

    [Test]
    public void What_does_not_fit_is_left_out_whole_and_a_shorter_one_still_fits()
    {
        byte[] message = new byte[548];
        DhcpOptionWriter writer = new(message, 300);
        Assert.That(writer.TryAdd(DhcpOptionCode.DomainSearch, new byte[58]), Is.False);
        Assert.That(writer.TryAdd(DhcpOptionCode.DomainSearch, new byte[56]));
        Assert.That(writer.TryAddByte(DhcpOptionCode.MessageType, 1), Is.False);
        Assert.That(writer.LeftOut, Is.EqualTo(2));
        Assert.That(writer.Finish(), Is.EqualTo(300));
        Assert.That(message[298], Is.EqualTo(255));
    }

    [Test]
    public void The_last_octet_is_kept_for_the_end()
    {
        byte[] message = new byte[548];
        DhcpOptionWriter writer = new(message, 300);
        Assert.That(writer.TryAdd(DhcpOptionCode.DomainSearch, new byte[57]));
        Assert.That(writer.Finish(), Is.EqualTo(300));
        Assert.That(message[299], Is.EqualTo(255));
    }

    [TestCase(255, 1)]
    [TestCase(256, 2)]
    [TestCase(510, 2)]
    [TestCase(511, 3)]
    public void A_long_value_is_cut_into_parts_and_read_as_one(int length, int parts)
    {
        byte[] value = Octets.Random(3396, length);
        byte[] message = new byte[1472];
        DhcpBytes.Fixed(2, default).CopyTo(message, 0);
        DhcpOptionWriter writer = new(message, 1472);
        Assert.That(writer.TryAdd(DhcpOptionCode.DomainSearch, value));
        int end = writer.Finish();
        Assert.That(end, Is.EqualTo(240 + length + 2 * parts + 1));

        _ = DhcpView.TryCreate(message.AsSpan(0, end), out DhcpView view);
        Assert.That(view.TryFind(DhcpOptionCode.DomainSearch, new byte[1024], out ReadOnlySpan<byte> read));
        Assert.That(read.ToArray(), Is.EqualTo(value));
    }

    [Test]
    public void Whatever_is_added_is_read_back_as_far_as_it_had_room()
    {
        Gen<(byte Code, byte[] Data)[]> options =
            (from code in Gen.Choose(1, 254)
             from length in Gen.Choose(0, 300)
             from fill in Wire.Arbitrary.Octet
             select ((byte)code, Enumerable.Repeat(fill, length).ToArray()))
            .ArrayOf()
            .Select(static all => all.Where(static option => option.Item1 != 52).DistinctBy(static option => option.Item1).ToArray());
        Gen<(int Limit, (byte Code, byte[] Data)[] Options)> all =
            from limit in Gen.Choose(300, 1472)
            from some in options
            select (limit, some);

        Prop.ForAll(all.ToArbitrary(), static value =>
        {
            byte[] message = new byte[1472];
            DhcpBytes.Fixed(2, default).CopyTo(message, 0);
            DhcpOptionWriter writer = new(message, value.Limit);
            List<byte> written = [];
            foreach ((byte code, byte[] data) in value.Options)
            {
                if (writer.TryAdd((DhcpOptionCode)code, data))
                {
                    written.Add(code);
                }
            }

            int length = writer.Finish();
            return length <= value.Limit
                && DhcpView.TryCreate(message.AsSpan(0, length), out _) is WireError.None
                && DhcpBytes.Read(message).Select(static option => option.Code).SequenceEqual(written)
                && DhcpBytes.Read(message).All(read => value.Options.Single(o => o.Code == read.Code).Data.SequenceEqual(read.Data))
                && writer.LeftOut == value.Options.Length - written.Count;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(2132, 3397));
    }
}
