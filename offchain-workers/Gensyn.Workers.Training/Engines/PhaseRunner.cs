using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Engines;

/// <summary>Runs one phase of a graph by a plan, over buffers allocated once.</summary>
internal sealed class PhaseRunner
{
    private readonly TrainingJob _job;
    private readonly GraphPhase _phase;
    private readonly ExecutionPlan _plan;
    private readonly IOperators _operators;
    private readonly IOperators _ofBlock;
    private readonly int _threads;
    private readonly ImmutableArray<GraphRecord> _records;
    private readonly Tensor[] _buffers;
    private readonly Tensor[][][] _scratch;
    private readonly Call[][] _calls;
    private readonly Dictionary<int, Tensor> _panels = [];
    private ModelState? _bound;
    private bool _isBound;

    /// <summary>A runner with its own buffers.</summary>
    /// <param name="job">The task.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="plan">How it runs.</param>
    /// <param name="operators">What runs an operation whole, on as many threads as it likes.</param>
    /// <param name="ofBlock">What runs an operation on one block, on one thread.</param>
    /// <param name="threads">Threads that blocks are shared between.</param>
    public PhaseRunner(TrainingJob job, GraphPhase phase, ExecutionPlan plan, IOperators operators, IOperators ofBlock, int threads)
    {
        (_job, _phase, _plan, _operators, _ofBlock, _threads) = (job, phase, plan, operators, ofBlock, threads);
        _records = job.Graph.Records(phase);
        _buffers = [.. plan.BufferBytes.Select(Bytes)];
        _scratch = [.. plan.Groups.Select(group => Enumerable.Range(0, Workers(group)).Select(_ => group.ScratchBytes.Select(Bytes).ToArray()).ToArray())];
        _calls = new Call[plan.Groups.Length][];
    }

    /// <summary>Runs every operation; <paramref name="state"/> is read, and written where the plan says so.</summary>
    public void Run(ModelState? state, ulong step)
    {
        Bind(state);
        for (int index = 0; index < _calls.Length; index++)
        {
            Call[] calls = _calls[index];
            OperationGroup group = _plan.Groups[index];
            int workers = Workers(group);
            PackPanels(group);
            if (group.Blocks == 1)
            {
                foreach (Call call in calls) Execute(_operators, call, step);
            }
            else if (workers == 1)
            {
                foreach (Call call in calls) Execute(_ofBlock, call, step);
            }
            else
            {
                int operations = group.Operations.Length;
                Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, worker =>
                {
                    for (int i = FirstBlock(group, worker) * operations; i < FirstBlock(group, worker + 1) * operations; i++) Execute(_ofBlock, calls[i], step);
                });
            }
        }
    }

    /// <summary>The output of a record after a run, where the plan keeps it.</summary>
    public Tensor Output(int record) => Whole(_plan.Roots[record]).View(_records[record].Output);

    /// <summary>Copies what the phase made of a slot into the state, unless it is there already.</summary>
    public void Deliver(ModelState state)
    {
        for (int slot = 0; slot < state.Tensors.Length; slot++)
        {
            int record = _phase == GraphPhase.Initialisation ? _job.Graph.Slots[slot].InitialRecord : _job.Graph.Slots[slot].StepRecord;
            TensorRef root = _plan.Roots[record];
            bool isThere = root.Source == TensorSource.Record && _plan.Places[root.Index] == new Place(PlaceKind.State, slot);
            if (!isThere) Output(record).Bytes.CopyTo(state.Tensors[slot].Bytes);
        }
    }

    private static Tensor Bytes(int count) => new(new TensorType(DataType.UInt8, Shape.Of((uint)count)));

    private int FirstBlock(OperationGroup group, int worker) => (int)((long)group.Blocks * worker / Workers(group));

    private int Workers(OperationGroup group) => Math.Min(_threads, group.Blocks);

    private void Execute(IOperators operators, Call call, ulong step)
    {
        Operation operation = call.Operation;
        if (operation.Kind == OperationKind.Record)
        {
            operators.Run(new OperatorRun(_phase, step, operation.Record, _records[operation.Record], call.Inputs, call.Outputs[0])
            {
                Continues = call.Continues,
                HasPanels = call.HasPanels,
            });
            return;
        }

        IFusedWindows kernels = operators.Kernels.Windows ?? throw new InvalidOperationException("The plan fuses windows that these kernels do not.");
        switch (operation.Kind)
        {
            case OperationKind.Convolution:
                kernels.Convolution(call.Inputs[0], call.Inputs[1], operation.Attributes, call.Outputs[0]);
                break;
            case OperationKind.ConvolutionWeightGradient:
                kernels.ConvolutionWeightGradient(call.Inputs[0], call.Inputs[1], operation.Attributes, call.Outputs[0], call.Continues);
                break;
            case OperationKind.MaxPool:
                kernels.MaxPool(call.Inputs[0], operation.Attributes, call.Outputs[0], call.Outputs.Length > 1 ? call.Outputs[1] : null);
                break;
            default:
                kernels.MaxPoolGradient(call.Inputs[0], call.Inputs[1], operation.Attributes, call.Outputs[0]);
                break;
        }
    }

    // Makes the calls anew for another state; between runs over the same one nothing changes.
    private void Bind(ModelState? state)
    {
        if (_isBound && ReferenceEquals(_bound, state)) return;
        (_bound, _isBound) = (state, true);
        for (int index = 0; index < _calls.Length; index++)
        {
            OperationGroup group = _plan.Groups[index];
            int workers = Workers(group);
            List<Call> calls = new(group.Blocks * group.Operations.Length);
            for (int worker = 0; worker < workers; worker++)
            {
                for (int block = FirstBlock(group, worker); block < FirstBlock(group, worker + 1); block++)
                {
                    for (int i = 0; i < group.Operations.Length; i++) calls.Add(MakeCall(group, i, block, _scratch[index][worker]));
                }
            }

            _calls[index] = [.. calls];
        }
    }

    private Call MakeCall(OperationGroup group, int index, int block, Tensor[] scratch)
    {
        Operation operation = group.Operations[index];
        Partition partition = group.Partitions[index];
        Tensor[] inputs = new Tensor[operation.Inputs.Length], outputs = new Tensor[operation.Outputs.Length];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = Part(operation.Inputs[i], operation.InputTypes[i], partition.Cuts(i));
        for (int i = 0; i < outputs.Length; i++) outputs[i] = Part(TensorRef.Record(operation.Outputs[i]), operation.OutputTypes[i], !partition.Folds);
        bool hasPanels = UsesPanels(group, index);
        if (hasPanels) inputs[1] = Panels(operation);
        return new Call(operation, inputs, outputs, block > 0 && partition.Folds, hasPanels);

        Tensor Part(TensorRef reference, TensorType type, bool isCut)
        {
            if (!isCut || group.Blocks == 1) return Whole(reference).View(type);
            TensorType part = type with { Shape = ShapeOfBlock(type.Shape, group.Blocks) };
            return reference.Source == TensorSource.Record && _plan.Places[reference.Index] is { Kind: PlaceKind.Scratch } place
                ? scratch[place.Index].View(part)
                : Whole(reference).View(part, block * ExecutionPlan.BytesOf(part));
        }
    }

    private Tensor Whole(TensorRef reference) => reference.Source switch
    {
        TensorSource.State => _bound!.Tensors[reference.Index], // Validated: no state inputs before S_0.
        TensorSource.Data => _job.Data[reference.Index],
        _ => _plan.Places[reference.Index] switch
        {
            { Kind: PlaceKind.State } place => _bound!.Tensors[place.Index], // Only the step phase has such places, and it has a state.
            { Kind: PlaceKind.Buffer } place => _buffers[place.Index],
            _ => throw new InvalidOperationException($"The output of record {reference.Index} is not kept."),
        },
    };

    // As many leading dimensions become one as are needed to be cut.
    private static Shape ShapeOfBlock(Shape shape, int blocks)
    {
        Span<uint> rest = stackalloc uint[Shape.MaxRank];
        ulong leading = 1;
        for (int i = 0; i < shape.Rank; i++)
        {
            leading *= shape[i];
            if (leading % (uint)blocks != 0) continue;
            rest[0] = (uint)(leading / (uint)blocks);
            int rank = 1;
            for (int j = i + 1; j < shape.Rank; j++) rest[rank++] = shape[j];
            return Shape.Of(rest[..rank]);
        }

        throw new InvalidOperationException($"{shape} cannot be cut into {blocks} blocks.");
    }

    // A product of every block with the same matrix.
    private bool UsesPanels(OperationGroup group, int index) =>
        group.Blocks > 1 && group.Operations[index] is { Kind: OperationKind.Record } operation
        && _records[operation.Record] is { Operator: OperatorId.MatMul, Attributes.A: 0 } && !group.Partitions[index].Cuts(1);

    private Tensor Panels(Operation operation)
    {
        if (!_panels.TryGetValue(operation.Record, out Tensor? panels))
        {
            _panels[operation.Record] = panels = new Tensor(new TensorType(DataType.Float32, Shape.Of((uint)ProductOf(operation).PanelElements)));
        }

        return panels;
    }

    // The matrix may have changed since the last run, so it is packed by each, once for all blocks.
    private void PackPanels(OperationGroup group)
    {
        for (int i = 0; i < group.Operations.Length; i++)
        {
            if (!UsesPanels(group, i)) continue;
            Operation operation = group.Operations[i];
            _ofBlock.Kernels.PackPanels(Whole(operation.Inputs[1]).View(operation.InputTypes[1]).Floats, ProductOf(operation), Panels(operation).Floats);
        }
    }

    private ProductShape ProductOf(Operation operation) => ProductShape.Of(_records[operation.Record], operation.InputTypes[0].Shape, operation.OutputTypes[0].Shape);

    /// <summary>An operation on the tensors of one block.</summary>
    private sealed record Call(Operation Operation, Tensor[] Inputs, Tensor[] Outputs, bool Continues, bool HasPanels);
}
