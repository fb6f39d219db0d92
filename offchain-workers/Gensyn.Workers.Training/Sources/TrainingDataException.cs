namespace Gensyn.Workers.Training.Sources;

/// <summary>A data file or checkpoint is malformed, too large or not what was committed; the message says where.</summary>
public sealed class TrainingDataException(string message, Exception? inner = null) : IOException(message, inner);
