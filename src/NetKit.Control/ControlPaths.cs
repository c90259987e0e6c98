namespace NetKit.Control;

/// <summary>Where the control API's resources are.</summary>
public static class ControlPaths
{
    public const string Capture = "/v1/capture";
    public const string Endpoints = "/v1/endpoints";
    public const string Events = "/v1/events";
    public const string Flows = "/v1/flows";
    public const string Forwards = "/v1/forwards";
    public const string Health = "/v1/health";
    public const string Metrics = "/metrics";
    public const string Networks = "/v1/networks";
    public const string OpenApi = "/openapi.json";
    public const string Stats = "/v1/stats";
    public const string Version = "/v1/version";

    /// <summary>Which API this is; it changes when an old client would be misled.</summary>
    public const string ApiVersion = "v1";
}
