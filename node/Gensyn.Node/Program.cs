using System.CommandLine;
using Gensyn.Node;

// A signal cancels the command; a database of some size wants time to close.
return await CommandLine.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) }).ConfigureAwait(false);
