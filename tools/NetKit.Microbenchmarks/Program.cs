using BenchmarkDotNet.Running;
using NetKit.Microbenchmarks;

BenchmarkSwitcher.FromAssembly(typeof(ChecksumBenchmarks).Assembly).Run(args);
