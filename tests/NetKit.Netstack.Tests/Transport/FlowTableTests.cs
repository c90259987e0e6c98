using System.Collections.Generic;
using System.Linq;
using FsCheck.Fluent;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Transport;

/// <summary>The table of connections against a plain dictionary, with keys that differ in one field only.</summary>
public sealed class FlowTableTests
{
    private const int Most = 12;

    [Test]
    public void It_is_a_bounded_map_of_keys_to_connections() => Seeded.Check(
        Gen.Choose(0, 63).Two().ArrayOf().Resize(80),
        static steps =>
        {
            BufferPool pool = new(64 << 20);
            TcpLayer layer = new(new TcpSettings { MaximumConnections = Most }, pool, 1);
            Dictionary<FlowKey, TcpConnection> model = [];
            foreach ((int which, int what) in steps)
            {
                FlowKey key = KeyOf(which);
                bool isKnown = model.TryGetValue(key, out TcpConnection? known);
                if (what % 3 > 0)
                {
                    TcpConnection? made = layer.Connect(Instant.Zero, key);
                    Assert.That(made is not null, Is.EqualTo(!isKnown && model.Count < Most));
                    if (made is not null)
                    {
                        model[key] = made;
                    }
                }
                else if (isKnown)
                {
                    known!.Drop();
                    _ = model.Remove(key);
                }

                Assert.That(layer.Count, Is.EqualTo(model.Count));
                Assert.That(Enumerable.Range(0, 64).Select(KeyOf).Where(each => layer.IsInUse(each)).ToHashSet().SetEquals(model.Keys));
                Assert.That(layer.Connections.ToHashSet().SetEquals(model.Values));
            }

            model.Values.ToList().ForEach(static connection => connection.Drop());
            Assert.That((layer.Count, pool.Reserved, pool.Rented), Is.EqualTo((0, 0L, 0L)));
        });

    [Test]
    public void Keys_that_differ_are_hashed_apart() => Seeded.Check(
        from first in Arbitrary.DoubleWord.Two()
        from ports in Arbitrary.Word.Two()
        from bit in Gen.Choose(0, 31)
        select new FlowKey(IpAddress.FromV4(first.Item1), ports.Item1, IpAddress.FromV4(first.Item2 ^ 1U << bit), ports.Item2),
        static key =>
        {
            KeyedHash hash = new(1, 2);
            FlowKey swapped = new(key.Remote, key.RemotePort, key.Local, key.LocalPort);
            FlowKey next = key with { RemotePort = (ushort)(key.RemotePort + 1) };
            return key.HashWith(hash) == (key with { LocalPort = key.LocalPort }).HashWith(hash)
                && (swapped == key || swapped.HashWith(hash) != key.HashWith(hash))
                && next.HashWith(hash) != key.HashWith(hash);
        });

    private static FlowKey KeyOf(int number) => new(
        IpAddress.FromV4(192, 0, 2, (byte)(number & 3)),
        (ushort)(80 + (number >> 2 & 3)),
        (number & 16) == 0 ? IpAddress.FromV4(10, 0, 2, 100) : new IpAddress(0xFD00_0000_0000_0000, 100),
        (ushort)(50_000 + (number >> 5)));
}
