using NetKit.Netstack.Link;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>A frame and what its sender left to the device.</summary>
internal readonly record struct SentFrame(byte[] Octets, FrameOffload Offload);
