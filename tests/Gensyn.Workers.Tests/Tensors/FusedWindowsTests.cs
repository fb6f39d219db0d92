using FsCheck;
using FsCheck.Fluent;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;
using Xunit;

namespace Gensyn.Workers.Tests.Tensors;

/// <summary>Windows that are read in place, against the records that they stand for.</summary>
public sealed class FusedWindowsTests
{
    private static readonly BitwiseOperators Reference = new(Kernels.For(KernelPath.Scalar), seed: 0);

    private static IEnumerable<IFusedWindows> Fused => Kernels.SupportedPaths.Where(static path => path != KernelPath.Scalar).SelectMany(static path => new[] { 1, 3 }.Select(threads => Kernels.For(path, threads).Windows!));

    [Fact]
    public void Convolution_OfAnyGeometry_WritesTheBitsOfWindowsAndTheirProduct() => Prop.ForAll(Cases(grouped: false).ToArbitrary(), static one =>
    {
        (Tensor image, OperatorAttributes attributes, TensorType windows, int seed) = one;
        int outputs = 1 + (seed % 40);
        Tensor unfolded = Run(OperatorId.Unfold, attributes, windows, image);
        Tensor weights = Floats(Shape.Of((uint)windows.Shape.Columns, (uint)outputs), seed + 1);
        TensorType made = Of(Shape.Of(windows.Shape[0], windows.Shape[1], windows.Shape[2], (uint)outputs));
        Tensor gradient = Floats(made.Shape, seed + 2);
        Tensor product = Run(OperatorId.MatMul, default, made, unfolded, weights);
        Tensor moved = Run(OperatorId.MatMul, new(1), weights.Type, unfolded, gradient);
        return Fused.All(kernels =>
        {
            Tensor actual = new(made), actualMoved = new(weights.Type);
            kernels.Convolution(image, weights, attributes, actual);
            kernels.ConvolutionWeightGradient(image, gradient, attributes, actualMoved, continues: false);
            return SameBits(product, actual) && SameBits(moved, actualMoved);
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ConvolutionWeightGradient_OverImagesInTurn_WritesTheBitsOfAllAtOnce()
    {
        Tensor image = Floats(Shape.Of(3, 6, 5, 2), 1), gradient = Floats(Shape.Of(3, 4, 3, 7), 2);
        OperatorAttributes attributes = WindowGeometry.Square(3).ToAttributes();
        Assert.All(Fused, kernels =>
        {
            Tensor whole = new(Of(Shape.Of(18, 7))), parts = new(whole.Type);
            kernels.ConvolutionWeightGradient(image, gradient, attributes, whole, continues: false);
            for (int i = 0; i < 3; i++) kernels.ConvolutionWeightGradient(Image(image, i), Image(gradient, i), attributes, parts, continues: i > 0);
            Assert.True(SameBits(whole, parts));
        });

        static Tensor Image(Tensor images, int number)
        {
            Shape shape = images.Type.Shape;
            TensorType one = Of(Shape.Of(1, shape[1], shape[2], shape[3]));
            return images.View(one, number * one.Shape.Elements * sizeof(float));
        }
    }

    [Fact]
    public void MaxPool_OfAnyGeometry_WritesTheBitsOfWindowsAndTheirLargest() => Prop.ForAll(Cases(grouped: true).ToArbitrary(), static one =>
    {
        (Tensor image, OperatorAttributes attributes, TensorType windows, int seed) = one;
        WindowGeometry geometry = new(attributes);
        TensorType rows = Of(Shape.Of((uint)(windows.Shape.Rows * geometry.Groups), (uint)geometry.Positions)), row = Of(Shape.Of((uint)rows.Shape.Rows));
        Tensor unfolded = Run(OperatorId.Unfold, attributes, windows, image).View(rows);
        Tensor largest = Run(OperatorId.RowMax, default, row, unfolded), places = Run(OperatorId.RowArgMax, default, row with { Type = DataType.UInt32 }, unfolded);
        TensorType pooled = Of(Shape.Of(windows.Shape[0], windows.Shape[1], windows.Shape[2], (uint)geometry.Groups));
        Tensor gradient = Floats(row.Shape, seed + 1);
        bool isApart = geometry.StrideHeight >= geometry.KernelHeight && geometry is { DilationHeight: 1, DilationWidth: 1 };
        Tensor folded = Run(OperatorId.Fold, attributes with { D = 0 }, image.Type, Run(OperatorId.Place, default, rows, gradient, places).View(windows));
        return Fused.All(kernels =>
        {
            Tensor actual = new(pooled), actualPlaces = new(pooled with { Type = DataType.UInt32 }), alone = new(pooled), back = new(image.Type);
            kernels.MaxPool(image, attributes, actual, actualPlaces);
            kernels.MaxPool(image, attributes, alone, null);
            if (isApart) kernels.MaxPoolGradient(gradient.View(pooled), places.View(pooled with { Type = DataType.UInt32 }), attributes, back);
            return SameBits(largest, actual) && SameBits(places, actualPlaces) && SameBits(largest, alone) && (!isApart || SameBits(folded, back));
        });
    }).QuickCheckThrowOnFailure();

    private static Gen<(Tensor Image, OperatorAttributes Attributes, TensorType Windows, int Seed)> Cases(bool grouped) =>
        from images in Gen.Choose(1, 3)
        from height in Gen.Choose(1, 9)
        from width in Gen.Choose(1, 9)
        from channels in Gen.Elements(1, 2, 3, 16, 19, 33)
        from kernel in Gen.Choose(1, 3)
        from stride in Gen.Choose(1, 3)
        from padding in Gen.Choose(0, 2)
        from dilation in Gen.Choose(1, 2)
        let rows = height + (2 * padding) - (dilation * (kernel - 1)) - 1
        let columns = width + (2 * padding) - (dilation * (kernel - 1)) - 1
        where rows >= 0 && columns >= 0
        from seed in Gen.Choose(0, int.MaxValue - 2)
        select (
            Floats(Shape.Of((uint)images, (uint)height, (uint)width, (uint)channels), seed),
            WindowGeometry.Square(kernel, stride, padding, dilation, grouped ? channels : 1).ToAttributes(BitConverter.SingleToUInt32Bits(grouped ? float.NegativeInfinity : 0f)),
            Of(Shape.Of((uint)images, (uint)((rows / stride) + 1), (uint)((columns / stride) + 1), (uint)(kernel * kernel * channels))),
            seed);

    private static Tensor Run(OperatorId id, OperatorAttributes attributes, TensorType output, params Tensor[] inputs)
    {
        Tensor result = new(output);
        Reference.Run(new OperatorRun(GraphPhase.Step, 1, 0, new GraphRecord(id, attributes, [], output), inputs, result));
        return result;
    }

    private static TensorType Of(Shape shape) => new(DataType.Float32, shape);

    /// <summary>Few different numbers, so that the largest is often not alone, with zeros of both signs and now and then a NaN.</summary>
    private static Tensor Floats(Shape shape, int seed)
    {
        Random random = new(seed);
        Tensor tensor = new(Of(shape));
        bool hasNaN = random.Next(3) == 0;
        for (int i = 0; i < tensor.Floats.Length; i++)
        {
            float value = random.Next(8) == 0 ? random.NextSingle() : random.Next(-3, 3) * 0.25f;
            if (hasNaN && random.Next(40) == 0) value = float.NaN;
            tensor.Floats[i] = value == 0f && random.Next(2) == 0 ? -0f : value;
        }

        return tensor;
    }

    private static bool SameBits(Tensor expected, Tensor actual) => expected.Bytes.SequenceEqual(actual.Bytes);
}
