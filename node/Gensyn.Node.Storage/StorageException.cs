namespace Gensyn.Node.Storage;

/// <summary>The database cannot be used: it is locked, made for other options, or damaged.</summary>
public sealed class StorageException : Exception
{
    /// <summary>Unusable for this reason.</summary>
    public StorageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
