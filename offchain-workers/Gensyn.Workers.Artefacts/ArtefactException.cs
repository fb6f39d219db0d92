namespace Gensyn.Workers.Artefacts;

/// <summary>An artefact is missing, too large, or not what its address promises.</summary>
public sealed class ArtefactException : Exception
{
    /// <summary>A failure with this explanation.</summary>
    public ArtefactException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with this explanation and cause.</summary>
    public ArtefactException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
