namespace Gensyn.Runtime.Interface;

/// <summary>Where a runtime's log lines go.</summary>
public interface IRuntimeLog
{
    /// <summary>Takes one line.</summary>
    void Write(RuntimeLogLevel level, string target, string message);
}
