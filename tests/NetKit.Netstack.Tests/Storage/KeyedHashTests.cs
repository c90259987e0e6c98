using System.Collections.Generic;
using System.Numerics;
using NetKit.Netstack.Storage;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Storage;

public sealed class KeyedHashTests
{
    [Test]
    public void It_depends_on_both_keys_and_every_word()
    {
        HashSet<ulong> values =
        [
            new KeyedHash(1, 2).Of(3, 4, 5, 6, 7),
            new KeyedHash(0, 2).Of(3, 4, 5, 6, 7),
            new KeyedHash(1, 0).Of(3, 4, 5, 6, 7),
            new KeyedHash(1, 2).Of(0, 4, 5, 6, 7),
            new KeyedHash(1, 2).Of(3, 0, 5, 6, 7),
            new KeyedHash(1, 2).Of(3, 4, 0, 6, 7),
            new KeyedHash(1, 2).Of(3, 4, 5, 0, 7),
            new KeyedHash(1, 2).Of(3, 4, 5, 6, 0),
        ];
        Assert.That(values, Has.Count.EqualTo(8));
        Assert.That(values, Does.Contain(new KeyedHash(1, 2).Of(3, 4, 5, 6, 7)));
    }

    [Test]
    public void One_bit_changes_half_of_the_others()
    {
        KeyedHash hash = new(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908);
        long changed = 0;
        for (int bit = 0; bit < 64; bit++)
        {
            changed += BitOperations.PopCount(hash.Of(0, 0, 0, 0, 1UL << bit) ^ hash.Of(0, 0, 0, 0, 0));
        }

        Assert.That(changed / 64.0, Is.EqualTo(32).Within(3));
    }
}
