using System;
using System.Threading;
using System.Threading.Tasks;

namespace NetKit.Cli.Output;

/// <summary>Waits for q at the terminal, if there is one to read from.</summary>
internal sealed class QuitKey : IDisposable
{
    private readonly TaskCompletionSource _pressed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QuitKey()
    {
        if (!Console.IsInputRedirected)
        {
            new Thread(Read) { IsBackground = true, Name = "netkit-keys" }.Start();
        }
    }

    public Task Pressed => _pressed.Task;

    /// <summary>The thread that reads ends with the process: nothing takes a read back.</summary>
    public void Dispose() => _pressed.TrySetCanceled();

    private void Read()
    {
        try
        {
            while (Console.ReadKey(intercept: true).KeyChar is not ('q' or 'Q'))
            {
            }

            _ = _pressed.TrySetResult();
        }
        catch (InvalidOperationException)
        {
            // The terminal has gone; a signal says so too.
        }
    }
}
