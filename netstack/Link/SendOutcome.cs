namespace NetKit.Netstack.Link;

/// <summary>What a device did with a frame.</summary>
public enum SendOutcome : byte
{
    /// <summary>Taken.</summary>
    Sent,

    /// <summary>Not taken: the device is full. Keep the frame and try again after the device says it is writable.</summary>
    Full,

    /// <summary>Not taken and never will be: longer than the device carries, or malformed in its eyes.</summary>
    Refused,

    /// <summary>Not taken: the peer is gone.</summary>
    Gone,
}
