using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Disputes;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Workers.Training.Disputes;

/// <summary>Answers a game about one interval by computing it again from its opening state.</summary>
/// <remarks>
/// States, traces and tensors are computed when first asked for and kept, since a game asks many times about one step. A witness must use the engine that made
/// its party's claim. Not synchronised.
/// </remarks>
public sealed class ReplayWitness : IDisputeWitness
{
    private readonly ITrainingSession _session;
    private readonly Interval _interval;
    private readonly ModelState? _start;
    private readonly Dictionary<uint, CommittedState> _committed = [];
    private readonly Dictionary<(uint Step, int Slot), TensorTiles> _stateTensors = [];
    private readonly TensorTiles?[] _data;
    private ModelState? _cursor;
    private ExecutedRun? _run;

    /// <summary>A witness of an interval, or of any run of steps given as one.</summary>
    /// <param name="session">The job, opened by the engine that made the claim.</param>
    /// <param name="interval">What is disputed.</param>
    /// <param name="start">The agreed state before it, which stays as it is; null for the initialisation.</param>
    /// <exception cref="ArgumentException">The state is not the interval's start.</exception>
    public ReplayWitness(ITrainingSession session, Interval interval, ModelState? start)
    {
        bool isFirst = interval.Phase == GraphPhase.Initialisation;
        if (isFirst ? start is not null : start?.Step != interval.StartStep)
        {
            throw new ArgumentException($"Interval {interval.Index} starts from {(isFirst ? "nothing" : $"the state after step {interval.StartStep}")}.", nameof(start));
        }

        (_session, _interval, _start) = (session, interval, start);
        _data = new TensorTiles?[session.Job.Data.Length];
    }

    /// <inheritdoc/>
    public TaskGraph Graph => _session.Job.Graph;

    private TrainingJob Job => _session.Job;

    /// <inheritdoc/>
    public StateHeader StateAfter(uint step) => Committed(step).Header;

    /// <inheritdoc/>
    public IReadOnlyList<H256> TensorRoots(uint step, StateGroup group) => [.. Slots(group).Select(slot => Committed(step).Roots[slot])];

    /// <inheritdoc/>
    public IReadOnlyList<TraceRecord> Trace(GraphPhase phase, uint step) => Execute(phase, step).Trace;

    /// <inheritdoc/>
    public ITensorTiles Output(GraphPhase phase, uint step, int record) => Execute(phase, step).Outputs[record];

    /// <inheritdoc/>
    public ITensorTiles StateTensor(uint step, int slot)
    {
        if (_stateTensors.TryGetValue((step, slot), out TensorTiles? tiles)) return tiles;

        // Cloned, because the cursor moves on and writes over its tensors.
        Tensor tensor = StateAt(step).Tensors[slot].Clone();
        return _stateTensors[(step, slot)] = new TensorTiles(tensor.Type, tensor.Memory);
    }

    /// <inheritdoc/>
    public ITensorTiles Data(int index) => DataTiles(index);

    private TensorTiles DataTiles(int index) => _data[index] ??= new TensorTiles(Job.Data[index].Type, Job.Data[index].Memory);

    private IEnumerable<int> Slots(StateGroup group) => Enumerable.Range(0, Graph.Slots.Length).Where(slot => Graph.Slots[slot].Group == group);

    /// <summary>The commitments of a state; the first question computes those of the whole interval in one pass.</summary>
    private CommittedState Committed(uint step)
    {
        if (_committed.TryGetValue(step, out CommittedState? known)) return known;
        uint last = _interval.Phase == GraphPhase.Step ? _interval.StartStep + _interval.Runs : _interval.StartStep;
        for (uint at = _interval.StartStep; at <= last; at++)
        {
            ModelState state = StateAt(at);
            ImmutableArray<H256> roots = [.. state.Tensors.Select(static tensor => Commitment.TensorRoot(tensor.Type, tensor.Bytes))];
            StateHeader header = state.Header(
                Job.Summary,
                Commitment.GroupRoot([.. Slots(StateGroup.Weights).Select(slot => roots[slot])]),
                Commitment.GroupRoot([.. Slots(StateGroup.Optimiser).Select(slot => roots[slot])]));
            _committed[at] = new CommittedState(header, roots);
        }

        return _committed.TryGetValue(step, out known) ? known : throw new ArgumentOutOfRangeException(nameof(step), $"Step {step} is outside interval {_interval}.");
    }

    /// <summary>The state after a step, to be read only, and only until the next call.</summary>
    private ModelState StateAt(uint step)
    {
        if (_cursor is null || _cursor.Step > step) _cursor = _start?.Clone() ?? _session.Initialise();
        while (_cursor.Step < step) _session.Step(_cursor);
        return _cursor.Step == step ? _cursor : throw new ArgumentOutOfRangeException(nameof(step), $"Step {step} lies before interval {_interval}.");
    }

    private ExecutedRun Execute(GraphPhase phase, uint step)
    {
        if (_run is { } last && last.Phase == phase && last.Step == step) return last;
        uint before = phase == GraphPhase.Step ? step - 1 : step;
        ImmutableArray<Tensor> outputs = _session.Trace(phase, phase == GraphPhase.Initialisation ? null : StateAt(before));
        ImmutableArray<TensorTiles> tiles = [.. outputs.Select(static output => new TensorTiles(output.Type, output.Memory))];
        ImmutableArray<GraphRecord> records = Graph.Records(phase);
        var roots = new H256[records.Length];
        ImmutableArray<TraceRecord>.Builder trace = ImmutableArray.CreateBuilder<TraceRecord>(records.Length);
        for (int i = 0; i < records.Length; i++)
        {
            roots[i] = RootOf(tiles[i]);
            ImmutableArray<H256> inputs = [.. records[i].Inputs.Select(input => input.Source switch
            {
                TensorSource.Record => roots[input.Index],
                TensorSource.State => Committed(before).Roots[input.Index],
                _ => RootOf(DataTiles(input.Index)),
            })];
            trace.Add(TraceRecord.Of(i, records[i].Operator, records[i].Attributes, inputs, roots[i]));
        }

        return _run = new ExecutedRun(phase, step, tiles, trace.MoveToImmutable());
    }

    private static H256 RootOf(TensorTiles tensor) => Commitment.TensorRoot(tensor.Type, tensor.TileHashes);

    private sealed record CommittedState(StateHeader Header, ImmutableArray<H256> Roots);

    private sealed record ExecutedRun(GraphPhase Phase, uint Step, ImmutableArray<TensorTiles> Outputs, ImmutableArray<TraceRecord> Trace);
}
