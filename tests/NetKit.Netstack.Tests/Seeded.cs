using System;
using FsCheck;
using FsCheck.Fluent;

namespace NetKit.Netstack.Tests;

/// <summary>Properties over values that are the same in every run.</summary>
internal static class Seeded
{
    private static readonly Config Always = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(9293, 815);

    public static void Check<T>(Gen<T> values, Func<T, bool> property) => Prop.ForAll(values.ToArbitrary(), property).Check(Always);

    public static void Check<T>(Gen<T> values, Action<T> property) => Check(values, value =>
    {
        property(value);
        return true;
    });
}
