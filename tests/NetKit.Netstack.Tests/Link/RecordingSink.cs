using System.Collections.Generic;
using System.Globalization;
using NetKit.Netstack.Link;

namespace NetKit.Netstack.Tests.Link;

/// <summary>Writes down what it is told.</summary>
internal readonly struct RecordingSink(List<string> log, bool isOpen) : IFrameSink
{
    public bool IsOpen => isOpen;

    public void OnReceived(in ReceivedFrame frame) => log.Add(string.Create(CultureInfo.InvariantCulture, $"in {frame.Octets[0]}"));

    public void OnHandled() => log.Add("handled");

    public void OnSent(in OutgoingFrame frame, SendOutcome outcome) =>
        log.Add(string.Create(CultureInfo.InvariantCulture, $"out {frame.Headers[0]} {outcome}"));
}
