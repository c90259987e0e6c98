using System.Threading.Tasks;

namespace NetKit.Cli.Output;

/// <summary>Something that is looked at again and again.</summary>
internal interface ILiveView
{
    /// <summary>One look says nothing: what is shown is the difference between two.</summary>
    bool ComparesLooks { get; }

    /// <summary>Looks once more.</summary>
    Task LookAsync();

    /// <summary>What was seen, as much of it as fits on so many lines of a terminal.</summary>
    LiveFrame Draw(int rows);

    /// <summary>All that was seen, for a pipe: as tables, or as one line of JSON.</summary>
    void Print(OutputKind output);
}
