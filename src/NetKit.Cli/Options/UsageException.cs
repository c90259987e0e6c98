using System;

namespace NetKit.Cli.Options;

/// <summary>The command line makes no sense: status 2. The message is a sentence without the program's name.</summary>
internal sealed class UsageException(string sentence) : Exception(sentence);
