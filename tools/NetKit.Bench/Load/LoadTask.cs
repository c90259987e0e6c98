namespace NetKit.Bench.Load;

/// <summary>What an agent can be asked to do.</summary>
internal enum LoadTask
{
    /// <summary>Answers, so that the other side knows the agent runs.</summary>
    Hello,

    /// <summary>Serves requests on a port until the agent ends; one connection at a time on each of four threads.</summary>
    Serve,

    /// <summary>Serves any number of connections on a port until the agent ends.</summary>
    ServeMany,

    /// <summary>Answers curl on a port until the agent ends.</summary>
    ServeFiles,

    /// <summary>Connects until somebody answers, and tells when that was.</summary>
    AwaitServer,

    /// <summary>Requests and responses on one connection.</summary>
    RoundTrips,

    /// <summary>Connect, request, response, close.</summary>
    Connects,

    /// <summary>Opens flows and keeps them.</summary>
    OpenFlows,

    /// <summary>One request and response on each of the open flows in turn.</summary>
    WalkFlows,

    /// <summary>Closes the open flows.</summary>
    CloseFlows,

    /// <summary>Counts datagrams on a port until <see cref="CountDatagrams"/>.</summary>
    ReceiveDatagrams,

    /// <summary>Tells what came, once nothing comes any more, and gives up the port.</summary>
    CountDatagrams,

    /// <summary>Sends datagrams at a rate.</summary>
    SendDatagrams,

    /// <summary>Sends datagrams at a rate to whoever calls first on a port.</summary>
    AnswerWithDatagrams,
}
