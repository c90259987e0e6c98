using System.Collections.Generic;

namespace NetKit.Bench;

/// <summary>How much is measured.</summary>
/// <param name="Quick">Only the cells that show whether something is badly wrong.</param>
/// <param name="Runs">How often everything is measured, the peers taking turns.</param>
/// <param name="Seconds">How long one measurement of a rate takes.</param>
/// <param name="Only">Paths to measure; all when empty.</param>
internal sealed record BenchPlan(bool Quick, int Runs, double Seconds, IReadOnlyList<string> Only)
{
    /// <summary>The MTU of everything that is measured at one MTU: what a TAP has unless told otherwise.</summary>
    public const int UsualMtu = 65520;

    public bool Includes(string path) => Only.Count == 0 || Contains(path);

    private bool Contains(string path)
    {
        foreach (string name in Only)
        {
            if (name == path)
            {
                return true;
            }
        }

        return false;
    }
}
