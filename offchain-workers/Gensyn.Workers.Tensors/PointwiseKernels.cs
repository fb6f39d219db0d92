using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tensors;

/// <summary>One execution of a pointwise operator. The result may be one of the operands, but no part of one.</summary>
public readonly ref struct PointwiseRun
{
    /// <summary>The operator.</summary>
    public required Pointwise Operator { get; init; }

    /// <summary>The record's constants.</summary>
    public OperatorAttributes Attributes { get; init; }

    /// <summary>The first operand, of the result's size.</summary>
    public required ReadOnlySpan<float> X { get; init; }

    /// <summary>The second operand; empty where there is none.</summary>
    public ReadOnlySpan<float> Y { get; init; }

    /// <summary>The third operand; empty where there is none.</summary>
    public ReadOnlySpan<float> Z { get; init; }

    /// <summary>Elements of a row.</summary>
    public required int Columns { get; init; }

    /// <summary>What is written.</summary>
    public required Span<float> Result { get; init; }
}

/// <summary>Loops for all pointwise operators, compiled for each of them from the text that defines it.</summary>
internal sealed class PointwiseKernels
{
    private readonly Loop[] _loops;

    private PointwiseKernels(Loop[] loops) => _loops = loops;

    /// <summary>One element after the other.</summary>
    public static PointwiseKernels Plain { get; } = Make(new PlainMaker());

    /// <summary>In vectors; what is left of a row one after the other.</summary>
    public static PointwiseKernels Vectors<TLanes>()
        where TLanes : struct, ILanes<TLanes>
        => Make(new VectorMaker<TLanes>());

    public void Run(in PointwiseRun run)
    {
        Loop loop = _loops[(int)run.Operator.Id];
        (uint a, uint b) = run.Operator.ConstantsOf(run.Attributes);
        ReadOnlySpan<float> y = run.Y.IsEmpty ? run.X : run.Y, z = run.Z.IsEmpty ? run.X : run.Z;
        if (run.X.Length != run.Result.Length) throw new ArgumentException($"An operand of {run.X.Length} elements does not make {run.Result.Length}.");
        Spread spread = run.Y.IsEmpty ? Spread.Tiled : run.Operator.SpreadOf(run.Attributes, 1);
        if (spread == Spread.Single || (spread == Spread.Tiled && y.Length == run.X.Length))
        {
            loop.Run(run.X, y, z, a, b, run.Result);
            return;
        }

        // A row at a time beside its own number, or as many rows as the smaller operand has.
        int length = spread == Spread.PerRow ? run.Columns : y.Length;
        if (run.X.Length % length != 0 || (spread == Spread.PerRow && y.Length != run.X.Length / length)) throw new ArgumentException($"An operand of {y.Length} elements does not fit {run.X.Length}.");
        for (int at = 0, row = 0; at < run.X.Length; at += length, row++)
        {
            loop.Run(run.X.Slice(at, length), spread == Spread.PerRow ? y.Slice(row, 1) : y, z, a, b, run.Result.Slice(at, length));
        }
    }

    private static PointwiseKernels Make(Maker maker)
    {
        foreach (Operator operation in OperatorCatalogue.All)
        {
            if (operation is Pointwise pointwise) pointwise.Accept(maker);
        }

        return new PointwiseKernels(maker.Loops);
    }

    /// <summary>Operands other than the first may be one number.</summary>
    private static void CheckLengths(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> result)
    {
        if ((y.Length != 1 && y.Length < x.Length) || (z.Length != 1 && z.Length < x.Length) || result.Length != x.Length) throw new ArgumentException("Operands of other sizes.");
    }

    private static void ApplyFrom<TFunction>(int start, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, uint a, uint b, Span<float> result)
        where TFunction : struct, IElementFunction
    {
        for (int i = start; i < x.Length; i++)
        {
            SingleLane<HardBinary32> value = TFunction.Apply<SingleLane<HardBinary32>>(
                Lane(x[i]), Lane(y[y.Length == 1 ? 0 : i]), Lane(z[z.Length == 1 ? 0 : i]), new(a), new(b));
            result[i] = BitConverter.UInt32BitsToSingle(value.Bits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SingleLane<HardBinary32> Lane(float x) => new(BitConverter.SingleToUInt32Bits(x));

    private abstract class Maker : IPointwiseVisitor
    {
        public Loop[] Loops { get; } = new Loop[OperatorCatalogue.All.Length + 1];

        public abstract void Visit<TFunction>(Pointwise operation)
            where TFunction : struct, IElementFunction;
    }

    private sealed class PlainMaker : Maker
    {
        public override void Visit<TFunction>(Pointwise operation) => Loops[(int)operation.Id] = new PlainLoop<TFunction>();
    }

    private sealed class VectorMaker<TLanes> : Maker
        where TLanes : struct, ILanes<TLanes>
    {
        public override void Visit<TFunction>(Pointwise operation) => Loops[(int)operation.Id] = new VectorLoop<TFunction, TLanes>();
    }

    /// <summary>One function over elements side by side.</summary>
    private abstract class Loop
    {
        public abstract void Run(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, uint a, uint b, Span<float> result);
    }

    private sealed class PlainLoop<TFunction> : Loop
        where TFunction : struct, IElementFunction
    {
        public override void Run(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, uint a, uint b, Span<float> result)
        {
            CheckLengths(x, y, z, result);
            ApplyFrom<TFunction>(0, x, y, z, a, b, result);
        }
    }

    private sealed class VectorLoop<TFunction, TLanes> : Loop
        where TFunction : struct, IElementFunction
        where TLanes : struct, ILanes<TLanes>
    {
        public override void Run(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, uint a, uint b, Span<float> result)
        {
            CheckLengths(x, y, z, result);
            bool oneY = y.Length == 1, oneZ = z.Length == 1;
            ref float px = ref MemoryMarshal.GetReference(x), py = ref MemoryMarshal.GetReference(y), pz = ref MemoryMarshal.GetReference(z);
            ref float pr = ref MemoryMarshal.GetReference(result);
            TLanes constantA = TLanes.BroadcastBits(a), constantB = TLanes.BroadcastBits(b), constantY = TLanes.Broadcast(py), constantZ = TLanes.Broadcast(pz);
            int i = 0;
            for (; i <= x.Length - TLanes.Count; i += TLanes.Count)
            {
                TLanes vy = oneY ? constantY : TLanes.Load(in py, (nuint)i), vz = oneZ ? constantZ : TLanes.Load(in pz, (nuint)i);
                TLanes.Store(TFunction.Apply(TLanes.Load(in px, (nuint)i), vy, vz, constantA, constantB), ref pr, (nuint)i);
            }

            if (i < x.Length) ApplyFrom<TFunction>(i, x, y, z, a, b, result);
        }
    }
}
