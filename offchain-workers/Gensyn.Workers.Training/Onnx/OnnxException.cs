namespace Gensyn.Workers.Training.Onnx;

/// <summary>An ONNX file is malformed, over a limit or uses what is not read; the message says what and where.</summary>
public sealed class OnnxException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The same complaint, told from one level further out.</summary>
    public OnnxException In(string place) => new($"{place}: {Message}", this);
}
