using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Training.Engines;

/// <summary>Finds memory for every output: the state itself, a shared buffer, or a block of one.</summary>
internal sealed class Placement
{
    private const int Forever = int.MaxValue;

    private readonly TaskGraph _graph;
    private readonly GraphPhase _phase;
    private readonly ImmutableArray<TensorRef> _roots;
    private readonly ImmutableArray<OperationGroup> _groups;
    private readonly Place[] _places;
    private readonly Dictionary<TensorRef, List<Reading>> _readings = [];
    private readonly HashSet<TensorRef> _kept;
    private readonly Pool _buffers = new();

    public Placement(TaskGraph graph, GraphPhase phase, ImmutableArray<TensorRef> roots, ImmutableArray<OperationGroup> groups)
    {
        (_graph, _phase, _roots, _groups) = (graph, phase, roots, groups);
        _places = new Place[graph.Records(phase).Length];
        _kept = [.. Fusions.KeptRecords(graph, phase).Select(record => roots[record])];
        for (int group = 0; group < groups.Length; group++)
        {
            for (int index = 0; index < groups[group].Operations.Length; index++)
            {
                Operation operation = groups[group].Operations[index];
                for (int i = 0; i < operation.Inputs.Length; i++)
                {
                    if (!_readings.TryGetValue(operation.Inputs[i], out List<Reading>? list)) _readings[operation.Inputs[i]] = list = [];
                    list.Add(new Reading(group, index, groups[group].Blocks == 1 || groups[group].Partitions[index].Cuts(i)));
                }
            }
        }
    }

    public ExecutionPlan Plan()
    {
        ImmutableArray<OperationGroup>.Builder groups = ImmutableArray.CreateBuilder<OperationGroup>(_groups.Length);
        for (int group = 0; group < _groups.Length; group++) groups.Add(PlaceGroup(group));
        return new ExecutionPlan(groups.MoveToImmutable(), _roots, [.. _places], _buffers.Bytes);
    }

    private OperationGroup PlaceGroup(int group)
    {
        OperationGroup own = _groups[group];
        Pool scratch = new();
        List<int> ending = [];
        for (int index = 0; index < own.Operations.Length; index++)
        {
            Operation operation = own.Operations[index];
            foreach (int output in operation.Outputs) _places[output] = PlaceOf(output, operation, group, index, scratch);

            // Inputs that end here are given back after the operation has its own place, so that no kernel writes over what it reads.
            foreach (TensorRef input in operation.Inputs.Concat(operation.Outputs.Select(TensorRef.Record)).Distinct())
            {
                if (input.Source != TensorSource.Record || LastUse(input).CompareTo((group, index)) > 0) continue;
                Place place = _places[input.Index];
                if (!operation.Outputs.Contains(input.Index) && operation.Outputs.Any(output => _places[output] == place)) continue; // Taken over.
                if (place.Kind == PlaceKind.Scratch) scratch.Release(place.Index);
                else if (place.Kind == PlaceKind.Buffer) ending.Add(place.Index);
            }
        }

        // Blocks of the group follow each other, so a buffer of the whole is free when all of them are through.
        foreach (int buffer in ending.Distinct()) _buffers.Release(buffer);
        return own with { ScratchBytes = scratch.Bytes };
    }

    private Place PlaceOf(int output, Operation operation, int group, int index, Pool scratch)
    {
        OperationGroup own = _groups[group];
        TensorRef value = TensorRef.Record(output);
        GraphRecord record = _graph.Records(_phase)[output];
        bool folds = own.Partitions[index].Folds;
        if (SlotInPlace(value, operation, group, index) is { } slot) return new Place(PlaceKind.State, slot);
        bool isLocal = own.Blocks > 1 && !folds && !_kept.Contains(value) && Readings(value).All(reading => reading.Group == group);
        PlaceKind kind = isLocal ? PlaceKind.Scratch : PlaceKind.Buffer;
        if (InputInPlace(record, operation, group, index, kind) is { } taken) return new Place(kind, taken);
        int bytes = ExecutionPlan.BytesOf(record.Output);
        return new Place(kind, isLocal ? scratch.Take(bytes / own.Blocks) : _buffers.Take(bytes));
    }

    /// <summary>The slot that an operation may write directly: it alone makes it, element by element, and nobody reads the old one later.</summary>
    private int? SlotInPlace(TensorRef value, Operation operation, int group, int index)
    {
        if (_phase != GraphPhase.Step || !IsElementwise(operation)) return null;
        int[] made = [.. Enumerable.Range(0, _graph.Slots.Length).Where(slot => _roots[_graph.Slots[slot].StepRecord] == value)];
        if (made is not [int only]) return null;
        TensorRef old = TensorRef.State(only);
        return _kept.Contains(old) || Readings(old).Any(reading => !IsOver(reading, group, index)) ? null : only;
    }

    /// <summary>The buffer of an input that ends here, is as large, and that an operation works through element by element.</summary>
    private int? InputInPlace(GraphRecord record, Operation operation, int group, int index, PlaceKind kind)
    {
        if (!IsElementwise(operation)) return null;
        for (int i = 0; i < operation.Inputs.Length; i++)
        {
            TensorRef input = operation.Inputs[i];
            bool fits = input.Source == TensorSource.Record
                && operation.InputTypes[i].Shape.Elements == record.Output.Shape.Elements
                && _places[input.Index].Kind == kind
                && LastUse(input) == (group, index)
                && Readings(input).All(reading => IsOver(reading, group, index));
            if (fits) return _places[input.Index].Index;
        }

        return null;
    }

    // Whether a reading sees the old content, although a block of this operation may come before a later block of that one.
    private static bool IsOver(Reading reading, int group, int index) => reading.Group < group || (reading.Group == group && reading.Index <= index && reading.IsByBlock);

    private bool IsElementwise(Operation operation) =>
        operation.Kind == OperationKind.Record
        && (Operator.Of(_graph.Records(_phase)[operation.Record].Operator) is Pointwise || _graph.Records(_phase)[operation.Record].Operator == OperatorId.CausalMask);

    private List<Reading> Readings(TensorRef value) => _readings.TryGetValue(value, out List<Reading>? list) ? list : [];

    private (int Group, int Index) LastUse(TensorRef value)
    {
        if (_kept.Contains(value)) return (Forever, Forever);
        List<Reading> readings = Readings(value);
        return readings.Count == 0 ? (-1, -1) : (readings[^1].Group, readings[^1].Index);
    }

    /// <summary>Who reads a tensor, and whether block by block.</summary>
    private readonly record struct Reading(int Group, int Index, bool IsByBlock);

    /// <summary>Buffers that are used again when they are free.</summary>
    private sealed class Pool
    {
        private readonly List<int> _bytes = [];
        private readonly List<int> _free = [];

        public ImmutableArray<int> Bytes => [.. _bytes];

        /// <summary>The smallest free buffer that is large enough and not twice too large, or a new one.</summary>
        public int Take(int bytes)
        {
            int best = -1;
            foreach (int buffer in _free)
            {
                if (_bytes[buffer] >= bytes && _bytes[buffer] <= 2L * bytes && (best < 0 || _bytes[buffer] < _bytes[best])) best = buffer;
            }

            if (best >= 0)
            {
                _free.Remove(best);
                return best;
            }

            _bytes.Add(bytes);
            return _bytes.Count - 1;
        }

        public void Release(int buffer)
        {
            if (!_free.Contains(buffer)) _free.Add(buffer);
        }
    }
}
