using System.Collections.Generic;
using System.Text.Json.Serialization;
using NetKit.Daemon.Plugin.Messages;

namespace NetKit.Daemon.Plugin;

/// <summary>dockerd's messages as JSON; names are as Go spells them.</summary>
[JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ActivateAnswer))]
[JsonSerializable(typeof(AddressSpacesAnswer))]
[JsonSerializable(typeof(AllocateNetworkAnswer))]
[JsonSerializable(typeof(CapabilitiesAnswer))]
[JsonSerializable(typeof(CreateEndpointAnswer))]
[JsonSerializable(typeof(CreateEndpointCall))]
[JsonSerializable(typeof(CreateNetworkCall))]
[JsonSerializable(typeof(EmptyAnswer))]
[JsonSerializable(typeof(EndpointCall))]
[JsonSerializable(typeof(EngineNetwork))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(IpamCapabilitiesAnswer))]
[JsonSerializable(typeof(IpamErrorAnswer))]
[JsonSerializable(typeof(JoinAnswer))]
[JsonSerializable(typeof(NetworkCall))]
[JsonSerializable(typeof(OperInfoAnswer))]
[JsonSerializable(typeof(IReadOnlyList<PortBinding>))]
[JsonSerializable(typeof(ReleaseAddressCall))]
[JsonSerializable(typeof(ReleasePoolCall))]
[JsonSerializable(typeof(RequestAddressAnswer))]
[JsonSerializable(typeof(RequestAddressCall))]
[JsonSerializable(typeof(RequestPoolAnswer))]
[JsonSerializable(typeof(RequestPoolCall))]
internal sealed partial class PluginJson : JsonSerializerContext;
