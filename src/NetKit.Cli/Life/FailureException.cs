using System;

namespace NetKit.Cli.Life;

/// <summary>It could not be done: status 1. The message is a sentence that says what failed and what to do.</summary>
internal sealed class FailureException(string sentence) : Exception(sentence);
