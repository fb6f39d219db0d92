using System.CommandLine;
using Gensyn.Workers.Commands;

RootCommand root = new("Works for, and submits to, the Gensyn market of verified machine learning.")
{
    WorkCommand.Create(),
    SubmitCommand.Create(),
    StatusCommand.Create(),
};
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
