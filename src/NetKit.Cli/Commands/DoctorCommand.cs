using System.CommandLine;
using NetKit.Cli.Doctor;
using NetKit.Cli.Help;
using NetKit.Cli.Output;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit doctor</c>: whether NetKit can work here, and the commands that mend what is broken.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print JSON." };
        DocumentedCommand command = new(
            "doctor",
            "Check whether this machine lets netkit work, and say how to mend what does not.",
            "netkit doctor",
            "netkit doctor --json | jq -r '.checks[] | select(.status != \"ok\") | .fix'")
        {
            json,
        };
        command.SetAction(result =>
        {
            OutputKind output = new(result.InvocationConfiguration.Output, result.GetValue(json));
            return Show(output, Examination.Of(new LiveHost()));
        });
        return command;
    }

    /// <summary>The status is 1 when NetKit cannot work.</summary>
    internal static int Show(OutputKind output, DoctorReport report)
    {
        if (output.AsJson)
        {
            output.WriteJson(report, DoctorJson.Default.DoctorReport);
        }
        else
        {
            foreach (CheckResult check in report.Checks)
            {
                output.Writer.WriteLine($"{Word(check.Status),-4}  {check.Name,-18}  {check.Detail}");
                if (check.Fix is not null)
                {
                    output.Writer.WriteLine($"{string.Empty,26}{check.Fix}");
                }
            }
        }

        return report.Status == CheckStatus.Fail ? 1 : 0;
    }

    private static string Word(CheckStatus status) => status switch
    {
        CheckStatus.Ok => "OK",
        CheckStatus.Warn => "WARN",
        _ => "FAIL",
    };
}
