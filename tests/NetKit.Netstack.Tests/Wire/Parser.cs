using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Wire;

/// <summary>One parser of the stack, with whatever may be asked about what it accepted.</summary>
internal delegate WireError Parser(ReadOnlySpan<byte> octets);
