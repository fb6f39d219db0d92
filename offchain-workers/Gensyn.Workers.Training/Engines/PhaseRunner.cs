using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Engines;

/// <summary>Runs one phase of a graph by a plan, over buffers allocated once.</summary>
internal sealed class PhaseRunner
{
    private readonly TaskGraph _graph;
    private readonly GraphPhase _phase;
    private readonly ExecutionPlan _plan;
    private readonly IOperators _operators;
    private readonly ImmutableArray<GraphRecord> _records;
    private readonly Tensor[] _outputs;
    private readonly Tensor[][] _inputs;

    public PhaseRunner(TrainingJob job, GraphPhase phase, ExecutionPlan plan, IOperators operators)
    {
        _graph = job.Graph;
        _phase = phase;
        _plan = plan;
        _operators = operators;
        _records = job.Graph.Records(phase);

        // A buffer may hold tensors of several shapes in turn: one view each, over the same memory.
        Tensor[] buffers = [.. plan.BufferBytes.Select(static bytes => new Tensor(new TensorType(DataType.UInt8, Shape.Of((uint)bytes))))];
        _outputs = new Tensor[_records.Length];
        _inputs = new Tensor[_records.Length][];
        for (int i = 0; i < _records.Length; i++)
        {
            if (!plan.Places[i].IsState) _outputs[i] = buffers[plan.Places[i].Index].View(_records[i].Output);
            _inputs[i] = new Tensor[_records[i].Inputs.Length];
            for (int input = 0; input < _inputs[i].Length; input++)
            {
                if (_records[i].Inputs[input] is { Source: TensorSource.Data } data) _inputs[i][input] = job.Data[data.Index];
            }
        }
    }

    /// <summary>The outputs after a run; those written into the state are the state's own tensors.</summary>
    public IReadOnlyList<Tensor> Outputs => _outputs;

    /// <summary>Runs every record; <paramref name="state"/> is read, and written where the plan says so.</summary>
    public void Run(ModelState? state, ulong step)
    {
        for (int i = 0; i < _records.Length; i++)
        {
            Bind(i, state);
            if (_operators.MayFuse && _plan.FusedWithNext[i])
            {
                GraphRecord momentum = _records[i], update = _records[i + 1];
                Bind(i + 1, state);
                _operators.Kernels.MomentumStep(
                    BitConverter.UInt32BitsToSingle(momentum.Attributes.A),
                    -BitConverter.UInt32BitsToSingle(update.Attributes.A),
                    _inputs[i][1].Floats,
                    _outputs[i].Floats,
                    _outputs[i + 1].Floats);
                i++;
                continue;
            }

            _operators.Run(new OperatorRun(_phase, step, i, _records[i], _inputs[i], _outputs[i]));
        }
    }

    /// <summary>Copies what the phase made of a slot into the state, unless it is there already.</summary>
    public void Deliver(ModelState state)
    {
        for (int slot = 0; slot < state.Tensors.Length; slot++)
        {
            Tensor made = _outputs[_phase == GraphPhase.Initialisation ? _graph.Slots[slot].InitialRecord : _graph.Slots[slot].StepRecord];
            if (!ReferenceEquals(made, state.Tensors[slot])) made.Bytes.CopyTo(state.Tensors[slot].Bytes);
        }
    }

    private void Bind(int record, ModelState? state)
    {
        if (_plan.Places[record].IsState) _outputs[record] = state!.Tensors[_plan.Places[record].Index]; // Only the step phase has such places, and it has a state.
        ImmutableArray<TensorRef> references = _records[record].Inputs;
        for (int input = 0; input < references.Length; input++)
        {
            if (references[input].Source == TensorSource.State) _inputs[record][input] = state!.Tensors[references[input].Index]; // Validated: no state inputs before S_0.
            else if (references[input].Source == TensorSource.Record) _inputs[record][input] = _outputs[references[input].Index];
        }
    }
}
