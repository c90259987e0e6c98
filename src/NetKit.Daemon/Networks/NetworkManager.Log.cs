using Microsoft.Extensions.Logging;

namespace NetKit.Daemon.Networks;

/// <summary>What it says.</summary>
public sealed partial class NetworkManager
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The network {Name} with {Subnet} was created.")]
    private partial void LogCreated(string name, string subnet);

    [LoggerMessage(Level = LogLevel.Information, Message = "The network {Name} was removed.")]
    private partial void LogRemoved(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network {Name}: {Notice}")]
    private partial void LogNotice(string name, string notice);

    [LoggerMessage(Level = LogLevel.Error, Message = "The network {Name} could not be started: {Sentence}")]
    private partial void LogNotStarted(string name, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The endpoint {Endpoint} of {Network} is gone: its interface has vanished.")]
    private partial void LogGone(string network, string endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "The endpoint {Endpoint} of {Network} went with its namespace {Sandbox}.")]
    private partial void LogOver(string network, string endpoint, string sandbox);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The endpoint {Endpoint} of {Network} was dropped: {Sentence}")]
    private partial void LogDropped(string network, string endpoint, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A port of {Endpoint} could not be published: {Sentence}")]
    private partial void LogNotPublished(string endpoint, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Complaint}")]
    private partial void LogComplaint(string complaint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The interface {Name} belonged to nobody and was removed.")]
    private partial void LogStray(string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "The address {Address} of {Network} was asked for and never used: it is free again.")]
    private partial void LogForgotten(string network, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "The pool {Pool} was taken for a network that did not come to be: it is free again.")]
    private partial void LogUnusedPool(string pool);

    [LoggerMessage(Level = LogLevel.Information, Message = "Restored {Networks} networks, {Endpoints} endpoints, {Forwards} published ports.")]
    private partial void LogRestored(int networks, int endpoints, int forwards);
}
