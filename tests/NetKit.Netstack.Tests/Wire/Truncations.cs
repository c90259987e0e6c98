using System;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

internal static class Truncations
{
    /// <summary>Asserts that no part of the first <paramref name="needed"/> octets is taken for the whole, and that the whole is.</summary>
    public static void AreAllRejected(byte[] valid, int needed, Parser parser)
    {
        for (int length = 0; length < needed; length++)
        {
            Assert.That(parser(valid.AsSpan(0, length)), Is.EqualTo(WireError.Truncated), $"the first {length} octets of {valid.Length}");
        }

        Assert.That(parser(valid), Is.EqualTo(WireError.None));
    }
}
