using System.Reflection;

namespace NetKit.Cli;

/// <summary>Which netkit this is.</summary>
internal static class ProductVersion
{
    private const string Fallback = "unknown";

    public static string Text =>
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? Fallback;
}
