using System.Buffers.Binary;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Disputes;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tests.Verification;

/// <summary>Where a record ran.</summary>
internal readonly record struct Site(GraphPhase Phase, uint Step, int Record);

/// <summary>A whole task computed element by element from the leaf definitions, and everything a game may ask of it.</summary>
/// <remarks>A dishonest run changes what it computes, what it says of it, or both.</remarks>
internal sealed class ToyRun : IDisputeWitness
{
    private readonly TaskGraph _computed;
    private readonly byte[][] _data;
    private readonly ToyRun? _honest;
    private readonly Dictionary<Site, TensorTiles> _outputs = [];
    private readonly Dictionary<(GraphPhase Phase, uint Step), List<TraceRecord>> _traces = [];
    private readonly Dictionary<uint, StateHeader> _states = [];
    private readonly Dictionary<uint, H256[]> _slotRoots = [];

    private ToyRun(TaskGraph graph, TaskGraph computed, byte[][] data, uint steps, ToyRun? honest)
    {
        Graph = graph;
        _computed = computed;
        _data = data;
        _honest = honest;
        Steps = steps;
        Summary = graph.Summary();
    }

    public const ulong Seed = 0x5EED_0000_0000_0001;

    public TaskGraph Graph { get; }

    public GraphSummary Summary { get; }

    public uint Steps { get; }

    /// <summary>Changes an output before it is committed and used.</summary>
    public Action<Site, byte[]>? TamperOutput { get; init; }

    /// <summary>Changes what is said of an executed operator.</summary>
    public Func<Site, TraceRecord, TraceRecord>? TamperTrace { get; init; }

    /// <summary>Changes the roots of a new state's tensors.</summary>
    public Action<uint, H256[]>? TamperSlots { get; init; }

    /// <summary>Changes the header of a new state.</summary>
    public Func<StateHeader, StateHeader>? TamperHeader { get; init; }

    public DisputeTask Task => new(
        Graph.Root(), Summary, Seed, [.. _data.Select((bytes, i) => Commitment.TensorRoot(Graph.Data[i], bytes))]);

    public H256 Metric => Trace(GraphPhase.Evaluation, Steps)[Graph.MetricRecord].OutputRoot;

    public static ToyRun Honest(TaskGraph graph, byte[][] data, uint steps)
    {
        var run = new ToyRun(graph, graph, data, steps, null);
        run.Execute(0);
        return run;
    }

    /// <summary>A run that equals an honest one before a step (0: never) and is computed anew from there, perhaps with another graph.</summary>
    public static ToyRun Dishonest(
        ToyRun honest,
        uint from,
        Action<Site, byte[]>? output = null,
        Func<Site, TraceRecord, TraceRecord>? trace = null,
        Action<uint, H256[]>? slots = null,
        Func<StateHeader, StateHeader>? header = null,
        TaskGraph? computed = null)
    {
        var run = new ToyRun(honest.Graph, computed ?? honest.Graph, honest._data, honest.Steps, honest)
        {
            TamperOutput = output,
            TamperTrace = trace,
            TamperSlots = slots,
            TamperHeader = header,
        };
        run.Execute(from);
        return run;
    }

    public StateHeader StateAfter(uint step) => _states.TryGetValue(step, out StateHeader? state) ? state : _honest!.StateAfter(step);

    public IReadOnlyList<H256> TensorRoots(uint step, StateGroup group) =>
        [.. SlotRoots(step).Where((_, slot) => Graph.Slots[slot].Group == group)];

    public IReadOnlyList<TraceRecord> Trace(GraphPhase phase, uint step) =>
        _traces.TryGetValue((phase, step), out List<TraceRecord>? trace) ? trace : _honest!.Trace(phase, step);

    public ITensorTiles Output(GraphPhase phase, uint step, int record) => Tensor(new(phase, step, record));

    public ITensorTiles StateTensor(uint step, int slot) => StateElements(step, slot);

    public ITensorTiles Data(int index) => new TensorTiles(Graph.Data[index], _data[index]);

    public float Scalar(GraphPhase phase, uint step, int record) => BinaryPrimitives.ReadSingleLittleEndian(Tensor(new(phase, step, record)).Elements.Span);

    private TensorTiles Tensor(Site site) => _outputs.TryGetValue(site, out TensorTiles? tensor) ? tensor : _honest!.Tensor(site);

    private H256[] SlotRoots(uint step) => _slotRoots.TryGetValue(step, out H256[]? roots) ? roots : _honest!.SlotRoots(step);

    private TensorTiles StateElements(uint step, int slot) => step == 0
        ? Tensor(new(GraphPhase.Initialisation, 0, Graph.Slots[slot].InitialRecord))
        : Tensor(new(GraphPhase.Step, step, Graph.Slots[slot].StepRecord));

    private void Execute(uint from)
    {
        if (from == 0)
        {
            ExecuteGraph(GraphPhase.Initialisation, 0);
            EnterState(0);
        }

        for (uint step = Math.Max(from, 1); step <= Steps; step++)
        {
            ExecuteGraph(GraphPhase.Step, step);
            EnterState(step);
        }

        ExecuteGraph(GraphPhase.Evaluation, Steps);
    }

    private void ExecuteGraph(GraphPhase phase, uint step)
    {
        var trace = new List<TraceRecord>();
        for (int index = 0; index < _computed.Records(phase).Length; index++)
        {
            var site = new Site(phase, step, index);
            ResolvedRecord record = _computed.Resolve(phase, index);
            ITensorTiles[] inputs = [.. record.Inputs.Select(input => Input(phase, step, input.Reference))];
            byte[] output = Compute(record, new(Seed, step), inputs);
            TamperOutput?.Invoke(site, output);
            var tensor = new TensorTiles(record.Output, output);
            _outputs[site] = tensor;
            TraceRecord executed = TraceRecord.Of(
                index, record.Operator, record.Attributes, [.. record.Inputs.Select(input => InputRoot(phase, step, input, trace))], Root(tensor));
            trace.Add(TamperTrace?.Invoke(site, executed) ?? executed);
        }

        _traces[(phase, step)] = trace;
    }

    private void EnterState(uint step)
    {
        H256[] roots = [.. Graph.Slots.Select((_, slot) => Root(StateElements(step, slot)))];
        TamperSlots?.Invoke(step, roots);
        _slotRoots[step] = roots;
        uint watched = step > 0 && Graph.DivergenceRecord is { } record
            ? BinaryPrimitives.ReadUInt32LittleEndian(Tensor(new(GraphPhase.Step, step, record)).Elements.Span)
            : 0;
        StateHeader header = StateHeader.After(
            Summary,
            step == 0 ? null : StateAfter(step - 1),
            Commitment.GroupRoot(TensorRoots(step, StateGroup.Weights)),
            Commitment.GroupRoot(TensorRoots(step, StateGroup.Optimiser)),
            watched);
        _states[step] = TamperHeader?.Invoke(header) ?? header;
    }

    private ITensorTiles Input(GraphPhase phase, uint step, TensorRef reference) => reference.Source switch
    {
        TensorSource.Record => Tensor(new(phase, step, reference.Index)),
        TensorSource.State => StateElements(phase == GraphPhase.Step ? step - 1 : step, reference.Index),
        _ => Data(reference.Index),
    };

    private H256 InputRoot(GraphPhase phase, uint step, ResolvedInput input, List<TraceRecord> trace) => input.Reference.Source switch
    {
        TensorSource.Record => trace[input.Reference.Index].OutputRoot,
        TensorSource.State => SlotRoots(phase == GraphPhase.Step ? step - 1 : step)[input.Reference.Index],
        _ => Root(Data(input.Reference.Index)),
    };

    private static H256 Root(ITensorTiles tensor) => Commitment.TensorRoot(tensor.Type, tensor.TileHashes);

    /// <summary>The naive interpreter: every element is its fold, chunk by chunk.</summary>
    public static byte[] Compute(ResolvedRecord record, LeafContext context, IReadOnlyList<ITensorTiles> tensors)
    {
        Shape shape = record.Output.Shape;
        byte[] output = new byte[shape.Elements * 4];
        byte[] accumulator = new byte[Operator.Of(record.Operator).AccumulatorSize];
        var inputs = new Inputs(tensors);
        for (int row = 0; row < shape.Rows; row++)
        {
            for (int column = 0; column < shape.Columns; column++)
            {
                Operator.Of(record.Operator).Identity(accumulator);
                for (int chunk = 0; chunk < Operator.Of(record.Operator).Chunks(record, row, column); chunk++)
                {
                    if (!Operator.Of(record.Operator).TryStep<SoftBinary32>(record, context, inputs, row, column, chunk, accumulator)) throw new InvalidOperationException();
                }

                uint element = Operator.Of(record.Operator).Finish<SoftBinary32>(accumulator);
                BinaryPrimitives.WriteUInt32LittleEndian(output.AsSpan(4 * ((row * shape.Columns) + column)), element);
            }
        }

        return output;
    }

    private sealed class Inputs(IReadOnlyList<ITensorTiles> tensors) : ILeafInputs
    {
        public bool TryRead(int input, int row, int column, out uint bits)
        {
            var tensor = (TensorTiles)tensors[input];
            int index = (row * tensor.Type.Shape.Columns) + column;
            bits = tensor.Type.ElementSize == 1
                ? tensor.Elements.Span[index]
                : BinaryPrimitives.ReadUInt32LittleEndian(tensor.Elements.Span[(4 * index)..]);
            return true;
        }
    }
}
