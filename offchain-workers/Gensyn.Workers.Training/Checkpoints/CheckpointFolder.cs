using System.Collections.Immutable;
using System.Globalization;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Workers.Training.Checkpoints;

/// <summary>The checkpoints of one job in a folder, one safetensors file per step.</summary>
/// <remarks>
/// A file is written beside its place and moved there, so that a killed process leaves whole files only. Files are not flushed to the disk one by one: one that a
/// power cut damages fails its hash, and the run goes on from the one before.
/// </remarks>
public sealed class CheckpointFolder
{
    private const string Suffix = ".safetensors";
    private readonly TrainingJob _job;
    private readonly string _path;

    /// <summary>The folder of a job; it is made when missing.</summary>
    public CheckpointFolder(TrainingJob job, string path)
    {
        _job = job;
        _path = path;
        Directory.CreateDirectory(path);
    }

    /// <summary>Where the state after a step lies, written or not.</summary>
    public string PathOf(ulong step) => Path.Combine(_path, step.ToString("D10", CultureInfo.InvariantCulture) + Suffix);

    /// <summary>The steps whose states are here, ascending.</summary>
    public ImmutableArray<ulong> Steps() => [.. Directory.EnumerateFiles(_path, "*" + Suffix)
        .Select(static file => Path.GetFileNameWithoutExtension(file))
        .Where(static name => ulong.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Select(static name => ulong.Parse(name, CultureInfo.InvariantCulture))
        .Order()];

    /// <summary>Writes a checkpoint.</summary>
    /// <exception cref="TrainingDataException">The state is larger than a file that is read.</exception>
    public void Save(Checkpoint checkpoint)
    {
        string path = PathOf(checkpoint.Header.Step), beside = path + ".partial";
        checkpoint.ToSafetensors(_job.Graph).Write(beside);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Reads the state after a step, checked against the expected hash, or against its own where there is none.</summary>
    /// <param name="step">The step.</param>
    /// <param name="expected">The hash of the state; null takes the file's own.</param>
    /// <param name="into">A state that is no longer needed: it is overwritten, also when the file is refused. Null makes a new one.</param>
    /// <exception cref="TrainingDataException">The file is missing, malformed or another state.</exception>
    public Checkpoint Load(ulong step, H256? expected = null, ModelState? into = null)
    {
        string path = PathOf(step);
        if (!File.Exists(path)) throw new TrainingDataException($"There is no checkpoint of step {step} in {_path}");
        Checkpoint read = Safetensors.Read(path, file => Checkpoint.Read(_job, file, expected, into));
        return read.Header.Step == step ? read : throw new TrainingDataException($"{path} holds step {read.Header.Step}");
    }

    /// <summary>What a run needs to go on: the headers of all checkpoints in order, as far as none is missing or damaged, and the last state.</summary>
    public ResumePoint? FindResumePoint()
    {
        List<StateHeader> headers = [];
        Checkpoint? last = null;
        ModelState? spare = null;
        for (uint leaf = 0; leaf <= _job.Plan.TrainingIntervals; leaf++)
        {
            if (TryLoad(_job.Plan.StepOfLeaf(leaf), spare) is not { } whole) break;
            (last, spare) = (whole, last?.State);
            headers.Add(whole.Header);
        }

        return last is null ? null : new ResumePoint([.. headers], last.State);
    }

    private Checkpoint? TryLoad(ulong step, ModelState? into)
    {
        try
        {
            return Load(step, into: into);
        }
        catch (TrainingDataException)
        {
            return null;
        }
    }
}

/// <summary>Where a run goes on.</summary>
/// <param name="States">The headers of the checkpoints so far, S_0 first.</param>
/// <param name="Last">The state of the last of them.</param>
public sealed record ResumePoint(ImmutableArray<StateHeader> States, ModelState Last);
