using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Verification;

namespace Gensyn.Pallets.Tests;

/// <summary>Where a run departs from the task.</summary>
public enum Lie
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>In the first state.</summary>
    Initialisation,

    /// <summary>In the state after one step; the steps after it are right again.</summary>
    Step,

    /// <summary>The same, with another wrong value.</summary>
    OtherStep,

    /// <summary>In the metric.</summary>
    Metric,
}

/// <summary>A whole run of the smallest task: four weights, imported from data, halved in every step; the metric is their sum.</summary>
/// <remarks>Halving small integers is exact, so plain C# floats are the task's arithmetic.</remarks>
internal sealed class SmallRun
{
    private static readonly TensorType Weights = new(DataType.Float32, Shape.Of(1, 4));
    public static readonly byte[] DataBytes = [8, 4, 2, 6];

    private readonly float[][] _weights;
    private readonly MerkleTree _tree;

    public SmallRun(uint steps, uint interval, Lie lie = Lie.None, uint lieStep = 0)
    {
        Plan = new IntervalPlan(steps, interval);
        _weights = new float[steps + 1][];
        _weights[0] = [.. DataBytes.Select(d => (float)d)];
        if (lie == Lie.Initialisation) _weights[0][1] += 1;
        for (uint t = 1; t <= steps; t++)
        {
            _weights[t] = Next(_weights[t - 1]);
            if ((lie is Lie.Step or Lie.OtherStep) && lieStep == t) _weights[t][2] += lie == Lie.Step ? 1 : 2;
        }

        MetricBits = BitConverter.SingleToUInt32Bits(_weights[steps].Sum() + (lie == Lie.Metric ? 1 : 0));
        Leaves = [.. Enumerable.Range(0, (int)Plan.TrainingIntervals + 1).Select(leaf => State(Plan.StepOfLeaf((uint)leaf))), Metric(MetricBits)];
        _tree = new MerkleTree(Gensyn.Verification.Commitment.LeavesOf(Leaves));
    }

    public static TaskGraph Graph { get; } = new(
        Slots: [new StateSlot("w", Weights, StateGroup.Weights, InitialRecord: 0, StepRecord: 0)],
        Data: [new TensorType(DataType.UInt8, Shape.Of(1, 4))],
        Initialisation: [new GraphRecord(OperatorId.ImportRows, new OperatorAttributes(A: 0, B: Bits(1)), [TensorRef.Data(0)], Weights)],
        Step: [new GraphRecord(OperatorId.Scale, new OperatorAttributes(A: Bits(0.5f)), [TensorRef.State(0)], Weights)],
        Evaluation: [new GraphRecord(OperatorId.RowSum, default, [TensorRef.State(0)], new TensorType(DataType.Float32, Shape.Of(1)))],
        MetricRecord: 0,
        DivergenceRecord: null);

    public static H256 DataRoot { get; } = Gensyn.Verification.Commitment.TensorRoot(new TensorType(DataType.UInt8, Shape.Of(1, 4)), DataBytes);

    public IntervalPlan Plan { get; }

    public uint MetricBits { get; }

    public ImmutableArray<H256> Leaves { get; }

    public H256 History => Gensyn.Verification.Commitment.HistoryRoot(Leaves);

    public HistoryCommitment Commitment => new(
        History, Leaves[^2], Path(Leaves.Length - 2), MetricBits, Path(Leaves.Length - 1), Hashing.Blake2_256("artefacts"u8));

    public static TaskSpec Spec(uint steps = 8, uint interval = 4, byte verifiers = 2) => new(
        TaskGraph.Codec.ToBytes(Graph), Seed: 7, steps, interval, [DataRoot], Hashing.Blake2_256("manifest"u8), [.. "http://127.0.0.1:2"u8],
        new Requirements(64, 1, null), TrainingBlocks: 100, MaxPrice: 2_000_000_000_000, verifiers);

    public ImmutableArray<H256> Path(int leaf) => [.. _tree.Path(leaf)];

    /// <summary>The start of an interval in this run's history; zero for the initialisation.</summary>
    public H256 StartOf(uint interval) => interval == 0 ? H256.Zero : Leaves[(int)interval - 1];

    public ImmutableArray<H256> StartPath(uint interval) => interval == 0 ? [] : Path((int)interval - 1);

    /// <summary>The state that this run has after a step.</summary>
    public H256 State(uint step) => Header(step, _weights[step]).Hash();

    public float[] WeightsAt(uint step) => _weights[step];

    /// <summary>What an honest replay from this run's checkpoint gets after some steps of an interval; its end when all are asked for.</summary>
    public H256 Replayed(uint interval, uint? steps = null)
    {
        Assert(Plan.TryGet(interval, out Interval played));
        if (played.Phase == GraphPhase.Initialisation) return Header(0, [.. DataBytes.Select(d => (float)d)]).Hash();
        if (played.Phase == GraphPhase.Evaluation) return Metric(Bits(_weights[Plan.Steps].Sum()));
        return Header(played.StartStep + (steps ?? played.Runs), ReplayedWeights(interval, steps ?? played.Runs)).Hash();
    }

    /// <summary>The weights of that replay.</summary>
    public float[] ReplayedWeights(uint interval, uint steps)
    {
        Assert(Plan.TryGet(interval, out Interval played));
        float[] weights = _weights[played.StartStep];
        for (uint i = 0; i < steps; i++) weights = Next(weights);
        return weights;
    }

    /// <summary>An honest verdict on this run.</summary>
    public ImmutableArray<IntervalAnswer> HonestAnswers(ImmutableArray<DrawnInterval> drawn) => [.. drawn.Select(d => new IntervalAnswer(
        d.Index, StartOf(d.Index), StartPath(d.Index), Leaves[(int)d.Index], Path((int)d.Index), Replayed(d.Index),
        [.. d.InnerSteps.Select(t => Replayed(d.Index, t - StartStep(d.Index)))]))];

    /// <summary>A verdict of one who ran nothing: the solver's ends, and inner states out of the air.</summary>
    public ImmutableArray<IntervalAnswer> LazyAnswers(ImmutableArray<DrawnInterval> drawn) => [.. drawn.Select(d => new IntervalAnswer(
        d.Index, StartOf(d.Index), StartPath(d.Index), Leaves[(int)d.Index], Path((int)d.Index), Leaves[(int)d.Index],
        [.. d.InnerSteps.Select(t => Hashing.Blake2_256(BitConverter.GetBytes(t)))]))];

    public uint StartStep(uint interval)
    {
        Assert(Plan.TryGet(interval, out Interval played));
        return played.StartStep;
    }

    public static StateHeader Header(uint step, float[] weights) => new(
        step, Flags: 0, Gensyn.Verification.Commitment.GroupRoot([Tensor(weights)]), Gensyn.Verification.Commitment.GroupRoot([]),
        Graph.Summary().RngCounterAt(step), Graph.Summary().DataCursorAt(step));

    public static H256 Tensor(float[] weights) => Gensyn.Verification.Commitment.TensorRoot(Weights, MemoryMarshal.AsBytes<float>(weights));

    public static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static H256 Metric(uint bits) => Gensyn.Verification.Commitment.ScalarRoot(DataType.Float32, bits);

    private static float[] Next(float[] weights) => [.. weights.Select(w => w * 0.5f)];

    private static void Assert(bool holds) => Xunit.Assert.True(holds);
}
