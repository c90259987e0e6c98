using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace NetKit.Daemon.Control;

/// <summary>Says in a protocol's own way why a request has no answer.</summary>
internal delegate Task ProblemWriter(HttpContext context, int status, string sentence);
