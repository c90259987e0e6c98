using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipes;
using System.Threading.Tasks;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>Starts a netkit and waits until it says that traffic can flow.</summary>
internal static class ReadyCommand
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <param name="place">Makes the line that runs a command where netkit belongs.</param>
    /// <param name="line">The command without <c>--ready-fd</c>.</param>
    public static RunningCommand Start(Func<IEnumerable<string>, string[]> place, params IEnumerable<string> line)
    {
        using AnonymousPipeServerStream ready = new(PipeDirection.In, HandleInheritability.Inheritable);
        RunningCommand command = RunningCommand.Start(place([.. line, "--ready-fd", ready.GetClientHandleAsString()]));
        ready.DisposeLocalCopyOfClientHandle();
        byte[] word = new byte[2];
        Task<int> read = ready.ReadAtLeastAsync(word, word.Length, throwOnEndOfStream: false).AsTask();
        if (!read.Wait(StartLimit) || read.Result != word.Length)
        {
            string log = read.IsCompleted ? command.Wait(StopLimit).ToString() : command.Error;
            command.Dispose();
            Assert.Fail($"netkit did not become ready: {log}");
        }

        Assert.That(word, Is.EqualTo("1\n"u8.ToArray()), "what --ready-fd gets");
        return command;
    }
}
