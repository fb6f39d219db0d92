using System.CommandLine;
using Gensyn.Node;

// A signal cancels the command; a database of some size wants time to close.
InvocationConfiguration configuration = new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
return await CommandLine.Create().Parse(args).InvokeAsync(configuration).ConfigureAwait(false);
