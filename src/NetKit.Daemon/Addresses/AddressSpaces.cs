namespace NetKit.Daemon.Addresses;

/// <summary>The names that dockerd keeps pools apart by. NetKit has one address space; the global one is only for swarms.</summary>
internal static class AddressSpaces
{
    public const string Local = "netkit-local";
    public const string Global = "netkit-global";
}
