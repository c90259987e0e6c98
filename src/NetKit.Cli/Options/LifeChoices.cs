namespace NetKit.Cli.Options;

/// <summary>How the outside hears of an instance and ends it.</summary>
/// <param name="ApiSocket">Path of the control socket; null: the usual place.</param>
/// <param name="ReadyFd">Gets <c>1\n</c> when traffic can flow.</param>
/// <param name="ExitFd">NetKit ends when it becomes readable or its other end is closed.</param>
/// <param name="PidFile">Holds the process id while traffic can flow.</param>
/// <param name="Verbose">Log what is done, not only what fails.</param>
internal sealed record LifeChoices(string? ApiSocket, int? ReadyFd, int? ExitFd, string? PidFile, bool Verbose);
