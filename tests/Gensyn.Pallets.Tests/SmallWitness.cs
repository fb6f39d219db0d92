using System.Runtime.InteropServices;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Disputes;

namespace Gensyn.Pallets.Tests;

/// <summary>What one party of a dispute about a <see cref="SmallRun"/> computed: the run itself, or an honest replay of an interval of it.</summary>
internal sealed class SmallWitness(SmallRun run, uint? replayedInterval = null) : IDisputeWitness
{
    public TaskGraph Graph => SmallRun.Graph;

    public StateHeader StateAfter(uint step) => SmallRun.Header(step, WeightsAfter(step));

    public IReadOnlyList<H256> TensorRoots(uint step, StateGroup group) =>
        group == StateGroup.Weights ? [SmallRun.Tensor(WeightsAfter(step))] : [];

    public IReadOnlyList<TraceRecord> Trace(GraphPhase phase, uint step)
    {
        GraphRecord record = Graph.Records(phase)[0];
        H256 input = phase switch
        {
            GraphPhase.Initialisation => SmallRun.DataRoot,
            GraphPhase.Step => SmallRun.Tensor(WeightsAfter(step - 1)),
            _ => SmallRun.Tensor(WeightsAfter(step)),
        };
        ITensorTiles written = Output(phase, step, 0);
        return [TraceRecord.Of(0, record.Operator, record.Attributes, [input], Commitment.TensorRoot(written.Type, written.TileHashes))];
    }

    public ITensorTiles Output(GraphPhase phase, uint step, int record) => phase == GraphPhase.Evaluation
        ? new TensorTiles(Graph.Evaluation[0].Output, BitConverter.GetBytes(MetricBits))
        : Tiles(WeightsAfter(step));

    public ITensorTiles StateTensor(uint step, int slot) => Tiles(WeightsAfter(step));

    public ITensorTiles Data(int index) => new TensorTiles(Graph.Data[0], SmallRun.DataBytes);

    private uint MetricBits => replayedInterval is null ? run.MetricBits : SmallRun.Bits(run.WeightsAt(run.Plan.Steps).Sum());

    private static TensorTiles Tiles(float[] weights) => new(Graph0.Type, MemoryMarshal.AsBytes<float>(weights).ToArray());

    private static StateSlot Graph0 => SmallRun.Graph.Slots[0];

    // A replay agrees with the run where it starts, and is honest from there on.
    private float[] WeightsAfter(uint step)
    {
        if (replayedInterval is not { } interval || !run.Plan.TryGet(interval, out Interval played)) return run.WeightsAt(step);
        return played.Phase switch
        {
            GraphPhase.Initialisation => [.. SmallRun.DataBytes.Select(d => (float)d)],
            GraphPhase.Evaluation => run.WeightsAt(step),
            _ => run.ReplayedWeights(interval, step - played.StartStep),
        };
    }
}
