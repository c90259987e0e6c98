using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Dhcp;

public sealed class DhcpViewTests
{
    private static readonly MacAddress Mac = new(0x5254000A0064);

    private static readonly byte[] Discover = DhcpBytes.Message(
        DhcpBytes.Fixed(1, Mac, broadcast: true), DhcpBytes.Option(53, 1), DhcpBytes.Number(50, 0x0A000264), DhcpBytes.Option(55, 1, 3, 6));

    private static byte[] Fixed => DhcpBytes.Fixed(1, Mac);

    private static List<(DhcpOptionCode Code, byte[] Data)> Walk(byte[] message)
    {
        Assert.That(DhcpView.TryCreate(message, out DhcpView view), Is.EqualTo(WireError.None));
        List<(DhcpOptionCode Code, byte[] Data)> found = [];
        DhcpOptionWalker walker = view.Options;
        while (walker.MoveNext())
        {
            found.Add((walker.Current.Code, walker.Current.Data.ToArray()));
        }

        Assert.That(walker.Error, Is.EqualTo(WireError.None));
        return found;
    }

    [Test]
    public void Octets_become_a_view()
    {
        Assert.That(DhcpView.TryCreate(Discover, out DhcpView view), Is.EqualTo(WireError.None));
        Assert.That(view.Message.Length, Is.EqualTo(300));
        Assert.That(view.Operation, Is.EqualTo(DhcpOperation.Request));
        Assert.That((view.HardwareType, view.HardwareLength, view.Hops), Is.EqualTo(((byte)1, (byte)6, (byte)0)));
        Assert.That(view.TransactionId, Is.EqualTo(0x3903F326));
        Assert.That(view.IsBroadcast);
        Assert.That(view.ClientAddress, Is.EqualTo(IpAddress.AnyV4));
        Assert.That(MacAddress.Read(view.ClientHardware), Is.EqualTo(Mac));
        Assert.That((view.ServerName.Length, view.File.Length), Is.EqualTo((64, 128)));
        Assert.That(view.HasOptions);
        Assert.That(view.MessageType, Is.EqualTo(DhcpMessageType.Discover));
        Assert.That(view.TryReadAddress(DhcpOptionCode.RequestedAddress, out IpAddress address));
        Assert.That(address, Is.EqualTo(IpAddress.FromV4(10, 0, 2, 100)));
        Assert.That(Walk(Discover).Select(static option => (byte)option.Code), Is.EqualTo(new byte[] { 53, 50, 55 }));
    }

    [Test]
    public void Every_truncation_of_the_fixed_part_is_rejected() =>
        Truncations.AreAllRejected(Fixed, DhcpHeader.Length, static octets => DhcpView.TryCreate(octets, out _));

    [Test]
    public void A_truncation_is_rejected_or_lacks_whole_options_only()
    {
        for (int length = DhcpHeader.Length; length < Discover.Length; length++)
        {
            WireError error = DhcpView.TryCreate(Discover.AsSpan(0, length), out DhcpView view);
            bool isInsideOption = length is > 240 and < 243 or > 243 and < 249 or > 249 and < 254;
            Assert.That(error, Is.EqualTo(isInsideOption ? WireError.Truncated : WireError.None), $"{length} octets");
            Assert.That(view.Message.Length, Is.EqualTo(isInsideOption ? 0 : length));
        }
    }

    [TestCase(0, (byte)0, WireError.BadValue)]
    [TestCase(0, (byte)3, WireError.BadValue)]
    [TestCase(2, (byte)17, WireError.BadLength)]
    public void A_fixed_field_that_cannot_be_is_rejected(int index, byte value, WireError expected) =>
        Assert.That(DhcpView.TryCreate(Discover.With(index, value), out _), Is.EqualTo(expected));

    [Test]
    public void Without_the_cookie_there_are_no_options()
    {
        byte[] bootp = Discover.With(236, 0);
        Assert.That(Walk(bootp), Is.Empty);
        _ = DhcpView.TryCreate(bootp, out DhcpView view);
        Assert.That((view.HasOptions, view.MessageType), Is.EqualTo((false, DhcpMessageType.Bootp)));
    }

    [Test]
    public void Options_may_end_with_the_message_and_be_padded_in_between()
    {
        byte[] message = [.. Fixed, .. DhcpBytes.Cookie, 0, 0, 53, 1, 3, 0, 0, 0, 12, 1, (byte)'a'];
        Assert.That(Walk(message), Is.EqualTo(new[]
        {
            (DhcpOptionCode.MessageType, new byte[] { 3 }),
            (DhcpOptionCode.HostName, [(byte)'a']),
        }));
    }

    [Test]
    public void Nothing_is_read_behind_the_end_option() =>
        Assert.That(Walk([.. Fixed, .. DhcpBytes.Cookie, 53, 1, 3, 255, 12, 200]), Has.Count.EqualTo(1));

    [TestCase((byte)0, "", "")]
    [TestCase((byte)1, "file", "")]
    [TestCase((byte)2, "", "name")]
    [TestCase((byte)3, "file", "name")]
    public void Overloaded_fields_are_read_in_their_order(byte overload, string file, string name)
    {
        byte[] message = DhcpBytes.Message(Fixed, overload == 0 ? [] : DhcpBytes.Option(52, overload), DhcpBytes.Option(53, 1));
        DhcpBytes.Text(12, "file").CopyTo(message, 108);
        message[114] = DhcpBytes.End;
        DhcpBytes.Text(12, "name").CopyTo(message, 44);

        _ = DhcpView.TryCreate(message, out DhcpView view);
        bool found = view.TryFind(DhcpOptionCode.HostName, new byte[64], out ReadOnlySpan<byte> value);
        Assert.That(found, Is.EqualTo(overload != 0));
        Assert.That(System.Text.Encoding.ASCII.GetString(value), Is.EqualTo(file + name));
        Assert.That(view.MessageType, Is.EqualTo(DhcpMessageType.Discover));
    }

    [TestCase((byte)0)]
    [TestCase((byte)4)]
    public void An_overload_without_meaning_is_rejected(byte overload) =>
        Assert.That(
            DhcpView.TryCreate(DhcpBytes.Message(Fixed, DhcpBytes.Option(52, overload)), out _), Is.EqualTo(WireError.BadValue));

    [Test]
    public void An_overload_of_two_octets_is_rejected() =>
        Assert.That(DhcpView.TryCreate(DhcpBytes.Message(Fixed, DhcpBytes.Option(52, 1, 1)), out _), Is.EqualTo(WireError.BadLength));

    [Test]
    public void An_overloaded_field_whose_option_runs_over_its_end_is_rejected()
    {
        byte[] message = DhcpBytes.Message(Fixed, DhcpBytes.Option(52, 2));
        (message[44], message[45]) = (12, 63);
        Assert.That(DhcpView.TryCreate(message, out _), Is.EqualTo(WireError.Truncated));
        message[45] = 62;
        Assert.That(DhcpView.TryCreate(message, out _), Is.EqualTo(WireError.None));
    }

    [Test]
    public void An_overload_inside_an_overloaded_field_means_nothing()
    {
        byte[] message = DhcpBytes.Message(Fixed, DhcpBytes.Option(52, 1));
        DhcpBytes.Option(52, 3).CopyTo(message, 108);
        DhcpBytes.Text(12, "name").CopyTo(message, 44);
        Assert.That(Walk(message).Any(static option => option.Code is DhcpOptionCode.HostName), Is.False);
    }

    [Test]
    public void Parts_of_a_value_are_joined_and_a_whole_one_is_not_copied()
    {
        byte[] message = DhcpBytes.Message(
            Fixed, DhcpBytes.Option(61, 1, 2, 3), DhcpBytes.Option(53, 1), DhcpBytes.Option(61, 4), DhcpBytes.Option(55, 9));
        byte[] scratch = new byte[4];
        _ = DhcpView.TryCreate(message, out DhcpView view);
        Assert.That(view.TryFind(DhcpOptionCode.ClientIdentifier, scratch, out ReadOnlySpan<byte> joined));
        Assert.That(joined.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3, 4 }));
        Assert.That(joined.Overlaps(scratch));
        Assert.That(view.TryFind(DhcpOptionCode.ParameterRequestList, scratch, out ReadOnlySpan<byte> whole));
        Assert.That(whole.Overlaps(message));
    }

    [Test]
    public void A_value_longer_than_the_scratch_counts_as_absent()
    {
        byte[] message = DhcpBytes.Message(Fixed, DhcpBytes.Option(61, 1, 2, 3), DhcpBytes.Option(61, 4));
        _ = DhcpView.TryCreate(message, out DhcpView view);
        Assert.That(view.TryFind(DhcpOptionCode.ClientIdentifier, new byte[3], out _), Is.False);
        Assert.That(view.TryFind(DhcpOptionCode.VendorClass, new byte[3], out _), Is.False);
    }

    [Test]
    public void A_number_has_exactly_its_length()
    {
        byte[] message = DhcpBytes.Message(Fixed, DhcpBytes.Option(57, 5, 0xDC), DhcpBytes.Option(51, 0, 0, 14), DhcpBytes.Option(53));
        _ = DhcpView.TryCreate(message, out DhcpView view);
        Assert.That(view.TryReadUInt16(DhcpOptionCode.MaximumMessageSize, out ushort size));
        Assert.That(size, Is.EqualTo(1500));
        Assert.That(view.TryReadUInt32(DhcpOptionCode.LeaseTime, out _), Is.False);
        Assert.That(view.TryReadByte(DhcpOptionCode.MaximumMessageSize, out _), Is.False);
        Assert.That(view.MessageType, Is.EqualTo(DhcpMessageType.Bootp));
    }
}
