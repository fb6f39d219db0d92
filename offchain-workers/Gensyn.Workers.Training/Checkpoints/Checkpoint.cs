using System.Collections.Immutable;
using System.Globalization;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Workers.Training.Checkpoints;

/// <summary>A committed state that can be written to a safetensors file and is checked against its hash when read.</summary>
/// <param name="Header">What commits to the state.</param>
/// <param name="State">The tensors.</param>
public sealed record Checkpoint(StateHeader Header, ModelState State)
{
    private const string Format = "gensyn-checkpoint/1";

    /// <summary>Commits to a state.</summary>
    public static Checkpoint Of(TrainingJob job, ModelState state) => new(state.Commit(job.Graph, job.Summary), state);

    /// <summary>The file: one tensor per slot under the slot's name; step, flags, counters and roots as metadata.</summary>
    public Safetensors ToSafetensors(TaskGraph graph)
    {
        ImmutableSortedDictionary<string, string> metadata = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new KeyValuePair<string, string>[]
        {
            new("format", Format),
            new("step", Header.Step.ToString(CultureInfo.InvariantCulture)),
            new("flags", Header.Flags.ToString(CultureInfo.InvariantCulture)),
            new("rng_counter", Header.RngCounter.ToString(CultureInfo.InvariantCulture)),
            new("data_cursor", Header.DataCursor.ToString(CultureInfo.InvariantCulture)),
            new("weights_root", Header.WeightsRoot.ToString()),
            new("optimiser_root", Header.OptimiserRoot.ToString()),
            new("state", Header.Hash().ToString()),
        });
        return new Safetensors([.. graph.Slots.Select((slot, index) => new SafetensorsEntry(
            slot.Name, Name(slot.Type.Type), Dimensions(slot.Type.Shape), State.Tensors[index].Memory))], metadata);
    }

    /// <summary>Reads a checkpoint of a job, and refuses one whose tensors do not commit to the expected state.</summary>
    /// <param name="job">The job whose graph names the tensors.</param>
    /// <param name="file">The file.</param>
    /// <param name="expected">The hash of the state; null trusts the file's own, for files that this machine wrote.</param>
    /// <param name="into">A state of the job that is no longer needed: it is overwritten, also when the file is refused. Null makes a new one.</param>
    /// <exception cref="TrainingDataException">The file is not this state.</exception>
    public static Checkpoint Read(TrainingJob job, Safetensors file, H256? expected, ModelState? into = null)
    {
        if (file.Entries.Length != job.Graph.Slots.Length) throw new TrainingDataException($"The checkpoint has {file.Entries.Length} tensors; the graph has {job.Graph.Slots.Length} slots");
        StateHeader announced = ReadHeader(file);
        ModelState state = into ?? new ModelState(job.Graph);
        for (int i = 0; i < state.Tensors.Length; i++)
        {
            StateSlot slot = job.Graph.Slots[i];
            if (!file.TryGet(slot.Name, out SafetensorsEntry? entry)) throw new TrainingDataException($"The checkpoint lacks the tensor '{slot.Name}'");
            if (!string.Equals(entry.ElementType, Name(slot.Type.Type), StringComparison.Ordinal) || !entry.Shape.SequenceEqual(Dimensions(slot.Type.Shape)))
            {
                throw new TrainingDataException($"The checkpoint's tensor '{slot.Name}' is {entry.ElementType} [{string.Join(", ", entry.Shape)}], not {slot.Type}");
            }

            entry.Content.Span.CopyTo(state.Tensors[i].Bytes);
        }

        (state.Step, state.Flags) = (announced.Step, announced.Flags);
        Checkpoint read = Of(job, state);
        H256 wanted = expected ?? announced.Hash();
        return read.Header.Hash() == wanted ? read : throw new TrainingDataException($"The checkpoint commits to {read.Header.Hash()}, not to {wanted}");
    }

    /// <summary>The header that a file announces; nothing in it is checked against the tensors.</summary>
    /// <exception cref="TrainingDataException">The metadata are missing or malformed.</exception>
    internal static StateHeader ReadHeader(Safetensors file)
    {
        if (!string.Equals(Text("format"), Format, StringComparison.Ordinal)) throw new TrainingDataException($"The checkpoint's format is not {Format}");
        return new StateHeader(Number("step"), checked((uint)Math.Min(Number("flags"), uint.MaxValue)), Hash("weights_root"), Hash("optimiser_root"), Number("rng_counter"), Number("data_cursor"));

        string Text(string key) => file.Metadata.TryGetValue(key, out string? value) ? value : throw new TrainingDataException($"The checkpoint lacks the metadata '{key}'");

        ulong Number(string key) => ulong.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : throw new TrainingDataException($"The checkpoint's '{key}' is not a number");

        H256 Hash(string key) => H256.TryParse(Text(key), out H256 hash) ? hash : throw new TrainingDataException($"The checkpoint's '{key}' is not a hash");
    }

    private static string Name(DataType type) => type switch
    {
        DataType.Float32 => "F32",
        DataType.UInt32 => "U32",
        _ => "U8",
    };

    private static ImmutableArray<int> Dimensions(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(dimension => (int)shape[dimension])];
}
