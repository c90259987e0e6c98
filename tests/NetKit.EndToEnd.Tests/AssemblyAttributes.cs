using System.Runtime.Versioning;
using NUnit.Framework;

// Network namespaces are Linux's; elsewhere every test says so and is skipped (RequiresAttribute).
[assembly: SupportedOSPlatform("linux")]

// The tests share the machine's two or so processors with what they measure.
[assembly: NonParallelizable]
