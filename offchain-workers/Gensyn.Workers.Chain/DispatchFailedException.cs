namespace Gensyn.Workers.Chain;

/// <summary>A transaction was included, but its call was refused by the runtime.</summary>
public sealed class DispatchFailedException(string call, string error)
    : Exception($"{call} was refused: {error}")
{
    /// <summary>Pallet and name of the error, such as <c>Tasks.WrongState</c>.</summary>
    public string Error { get; } = error;
}
