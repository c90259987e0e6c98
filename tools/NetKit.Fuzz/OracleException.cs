using System;

namespace NetKit.Fuzz;

/// <summary>What must always hold did not.</summary>
public sealed class OracleException(string message) : Exception(message);
