using System.Collections.Generic;

namespace NetKit.Cli.Doctor;

/// <summary>What <c>netkit doctor --json</c> prints; <see cref="Status"/> is that of the worst check.</summary>
internal sealed record DoctorReport(CheckStatus Status, IReadOnlyList<CheckResult> Checks);
