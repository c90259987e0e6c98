using System;

namespace NetKit.Control.Messages;

/// <summary>A line of <c>GET /v1/events</c>: something has happened.</summary>
/// <param name="Time">When.</param>
/// <param name="Type"><c>network</c>, <c>endpoint</c>, <c>forward</c> or <c>daemon</c>.</param>
/// <param name="Action">E.g. <c>create</c>, <c>remove</c>, <c>join</c>, <c>leave</c>, <c>gone</c>.</param>
/// <param name="Id">Of the object.</param>
/// <param name="Name">Of the object.</param>
/// <param name="Detail">More about it, or null.</param>
public sealed record EventInfo(DateTimeOffset Time, string Type, string Action, string Id, string Name, string? Detail);
