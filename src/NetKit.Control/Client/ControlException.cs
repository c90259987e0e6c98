using System;

namespace NetKit.Control.Client;

/// <summary>A request that failed. The message is a sentence for the person who asked, with what to do.</summary>
public sealed class ControlException : Exception
{
    public ControlException(string sentence)
        : base(sentence)
    {
    }

    public ControlException(string sentence, Exception cause)
        : base(sentence, cause)
    {
    }
}
