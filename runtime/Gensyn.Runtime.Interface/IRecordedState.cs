namespace Gensyn.Runtime.Interface;

/// <summary>A state that records what is read of it; the overlay over it tells it what may have to be forgotten.</summary>
/// <remarks>Recordings do not nest.</remarks>
public interface IRecordedState : IStateBackend
{
    /// <summary>Begins what may have to be forgotten.</summary>
    void BeginRecording();

    /// <summary>Keeps or forgets what was read since the recording began.</summary>
    void EndRecording(bool keep);
}
