using System.Collections.Generic;

namespace NetKit.Daemon.Plugin.Messages;

/// <summary>A network as dockerd's own API shows it; containers by id.</summary>
internal sealed record EngineNetwork(string Id, string Name, Dictionary<string, EngineContainer>? Containers = null);
