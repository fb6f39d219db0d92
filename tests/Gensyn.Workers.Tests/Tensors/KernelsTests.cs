using FsCheck;
using FsCheck.Fluent;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;
using Xunit;

namespace Gensyn.Workers.Tests.Tensors;

public sealed class KernelsTests
{
    private static readonly Kernels Reference = Kernels.For(KernelPath.Scalar);

    private static IEnumerable<Kernels> Vectors => Kernels.SupportedPaths.Where(static path => path != KernelPath.Scalar).Select(static path => Kernels.For(path, threads: 2));

    [Fact]
    public void MatMul_OfAnyShape_WritesTheBitsOfThePlainLoop()
    {
        Gen<(ProductShape Shape, int Seed)> cases =
            from rows in Gen.Choose(1, 70)
            from columns in Gen.Frequency((4, Gen.Choose(1, 90)), (1, Gen.Choose(250, 300)))
            from depth in Gen.Frequency((3, Gen.Choose(1, 50)), (1, Gen.Choose(185, 420)))
            from left in Gen.Elements(false, true)
            from right in Gen.Elements(false, true)
            from seed in Gen.Choose(0, int.MaxValue)
            select (new ProductShape(rows, columns, depth, left, right), seed);

        Prop.ForAll(cases.ToArbitrary(), static one =>
        {
            float[] left = Floats(one.Shape.Rows * one.Shape.Depth, one.Seed), right = Floats(one.Shape.Depth * one.Shape.Columns, one.Seed + 1);
            float[] expected = new float[one.Shape.Rows * one.Shape.Columns];
            Reference.MatMul(left, right, expected, one.Shape);
            return Vectors.All(kernels =>
            {
                float[] actual = new float[expected.Length];
                kernels.MatMul(left, right, actual, one.Shape);
                return SameBits(expected, actual);
            });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void MatMul_LargeEnoughForSeveralThreads_WritesTheBitsOfThePlainLoop()
    {
        // Wide and tall ones; sums that continue; a right operand packed for many rows, in several pieces of several rounds; one too deep to be packed at once.
        foreach (ProductShape shape in (ProductShape[])
            [new(400, 37, 300, false, false), new(40, 300, 300, true, true), new(420, 331, 601, false, true), new(1100, 70, 1100, false, false), new(1203, 112, 37, true, false), new(193, 50, 45_000, false, false)])
        {
            float[] left = Floats(shape.Rows * shape.Depth, 1), right = Floats(shape.Depth * shape.Columns, 2), expected = new float[shape.Rows * shape.Columns];
            Reference.MatMul(left, right, expected, shape);

            Assert.All(Vectors, kernels =>
            {
                float[] actual = new float[expected.Length];
                kernels.MatMul(left, right, actual, shape);
                Assert.True(SameBits(expected, actual), $"{shape} on {kernels.Path}");
            });
        }
    }

    [Fact]
    public void MatMul_OfOperandsThatDoNotFit_IsRefusedBeforeAnythingIsRead() =>
        Assert.All(Vectors.Append(Reference), static kernels =>
            Assert.Throws<ArgumentException>(() => kernels.MatMul(new float[5], new float[6], new float[4], new ProductShape(2, 2, 3, false, false))));

    [Fact]
    public void Exp_OverAllMagnitudes_WritesTheBitsOfTheChain()
    {
        float[] x = new float[1 << 17], expected = new float[x.Length];
        for (int i = 0; i < x.Length; i++) x[i] = BitConverter.UInt32BitsToSingle((uint)i << 15);
        for (int i = 0; i < x.Length; i++) expected[i] = BitConverter.UInt32BitsToSingle(Elementary.Exp(new SingleLane<SoftBinary32>(BitConverter.SingleToUInt32Bits(x[i]))).Bits);

        Assert.All(Vectors.Append(Reference), kernels =>
        {
            float[] actual = new float[x.Length];
            kernels.Pointwise(new PointwiseRun { Operator = (Pointwise)Operator.Of(OperatorId.Exp), X = x, Columns = x.Length, Result = actual });
            Assert.True(SameBits(expected, actual), $"{kernels.Path}");
        });
    }

    [Fact]
    public void BatchIndices_OfAnySet_AreTheChains()
    {
        Random random = new(4);
        for (int i = 0; i < 200; i++)
        {
            uint rows = (uint)random.Next(1, i < 100 ? 40 : 70000);
            ulong seed = (ulong)random.NextInt64(), step = i % 2 == 0 ? (ulong)random.Next(1, 10000) : ulong.MaxValue / 512;
            uint[] expected = new uint[random.Next(1, 70)], actual = new uint[expected.Length];
            Reference.BatchIndices(seed, rows, step, expected);

            Assert.All(Vectors, kernels =>
            {
                kernels.BatchIndices(seed, rows, step, actual);
                Assert.Equal(expected, actual);
            });
        }
    }

    [Fact]
    public void Sums_ThatContinue_HaveTheBitsOfTheWhole()
    {
        const int Rows = 23, Columns = 37, Depth = 300, First = 117;
        float[] left = Floats(Depth * Rows, 1), right = Floats(Depth * Columns, 2), product = new float[Rows * Columns], sum = new float[Columns], dot = new float[Columns];
        ProductShape shape = new(Rows, Columns, Depth, TransposeLeft: true, TransposeRight: false);
        Reference.MatMul(left, right, product, shape);
        Reference.ColumnSum(right, sum);
        Reference.ColumnDot(right, right, dot);

        Assert.All(Vectors.Append(Reference), kernels =>
        {
            float[] p = new float[product.Length], s = new float[sum.Length], d = new float[dot.Length];
            foreach ((int from, int to) in (ReadOnlySpan<(int, int)>)[(0, First), (First, Depth)])
            {
                bool continues = from > 0;
                ReadOnlySpan<float> rows = right.AsSpan((from * Columns)..(to * Columns));
                kernels.MatMul(left.AsSpan((from * Rows)..(to * Rows)), rows, p, shape with { Depth = to - from }, continues);
                kernels.ColumnSum(rows, s, continues);
                kernels.ColumnDot(rows, rows, d, continues);
            }

            Assert.True(SameBits(product, p) && SameBits(sum, s) && SameBits(dot, d), $"{kernels.Path}");
        });
    }

    [Fact]
    public void MatMul_WithPanels_WritesTheBitsOfThePlainLoop()
    {
        foreach (ProductShape shape in (ProductShape[])[new(21, 70, 200, false, false), new(9, 45, 33, false, true), new(8, 32, 10, false, false)])
        {
            float[] left = Floats(shape.Rows * shape.Depth, 1), right = Floats(shape.Depth * shape.Columns, 2), expected = new float[shape.Rows * shape.Columns];
            Reference.MatMul(left, right, expected, shape);

            Assert.All(Vectors, kernels =>
            {
                float[] panels = new float[shape.PanelElements], actual = new float[expected.Length];
                kernels.PackPanels(right, shape, panels);
                kernels.MatMul(left, panels, actual, shape with { HasPanels = true });
                Assert.True(SameBits(expected, actual), $"{shape} on {kernels.Path}");
                Assert.Throws<ArgumentException>(() => kernels.PackPanels(right, shape, new float[shape.PanelElements - 1]));
            });
        }
    }

    [Fact]
    public void RowMax_OfRowsWithTiesZerosAndNaNs_WritesTheBitsOfThePlainLoop()
    {
        foreach (int columns in (int[])[1, 7, 16, 33, 128])
        {
            Random random = new(columns);
            float[] values = new float[200 * columns], expected = new float[200];
            for (int i = 0; i < values.Length; i++) values[i] = random.Next(200) == 0 ? float.NaN : random.Next(2) == 0 ? -0f : random.Next(-2, 1);
            Reference.RowMax(values, expected);

            Assert.All(Vectors, kernels =>
            {
                float[] actual = new float[expected.Length];
                kernels.RowMax(values, actual);
                Assert.True(SameBits(expected, actual), $"{columns} columns on {kernels.Path}");
            });
        }
    }

    /// <summary>Numbers of many magnitudes; now and then one that is not finite.</summary>
    private static float[] Floats(int count, int seed)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (random.NextSingle() - 0.5f) * MathF.ScaleB(1, random.Next(-6, 6));
        if (random.Next(4) == 0) values[random.Next(count)] = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(0x7F00_0000, 0x1_0000_0000));
        return values;
    }

    private static bool SameBits(float[] expected, float[] actual) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(expected).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(actual));
}
