using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

/// <summary>Uniform random numbers by counter. Attribute A: the low end; B: the width; C: the stream.</summary>
internal sealed class PhiloxUniform() : ElementOperator(
    OperatorId.PhiloxUniform, 0, 3, "fma(u, B, A), u the upper 24 bits of Philox.Word(seed, t, this operator, C, i·columns + j) times 2⁻²⁴")
{
    private protected override uint CostPerTerm => 16;

    public override uint Draws(GraphRecord record) => (uint)((record.Output.Shape.Elements - 1) / Philox.Words) + 1;

    private protected override string? CheckAttributes(OperatorAttributes attributes) =>
        Demand.Finite(attributes.A, 'A') ?? Demand.Finite(attributes.B, 'B') ?? Stream(attributes.C);

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        output.Type == DataType.Float32 ? null : "an output of Float32";

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        uint word = Philox.Word(call.Context.Seed, call.Context.Step, Id, call.Attributes.C, call.Number);
        element = T.Fma(Philox.Uniform<T>(word), call.Attributes.B, call.Attributes.A);
        return true;
    }

    internal static string? Stream(uint stream) => stream <= ushort.MaxValue ? null : "a stream of 16 bits as attribute C";
}

/// <summary>What dropout multiplies by. Attribute A: below which word an element is kept, of 2³²; B: what a kept one is multiplied by; C: the stream.</summary>
internal sealed class DropoutMask() : ElementOperator(
    OperatorId.DropoutMask, 0, 3, "B when Philox.Word(seed, t, this operator, C, i·columns + j) < A, else +0: torch.nn.Dropout")
{
    private protected override uint CostPerTerm => 16;

    public override uint Draws(GraphRecord record) => (uint)((record.Output.Shape.Elements - 1) / Philox.Words) + 1;

    private protected override string? CheckAttributes(OperatorAttributes attributes) => Demand.Finite(attributes.B, 'B') ?? PhiloxUniform.Stream(attributes.C);

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        output.Type == DataType.Float32 ? null : "an output of Float32";

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        bool kept = Philox.Word(call.Context.Seed, call.Context.Step, Id, call.Attributes.C, call.Number) < call.Attributes.A;
        element = kept ? call.Attributes.B : Binary32.Zero;
        return true;
    }
}

/// <summary>Zeros.</summary>
internal sealed class Zeros() : ElementOperator(OperatorId.Zeros, 0, 0, "0")
{
    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        output.Type != DataType.UInt8 ? null : "an output of Float32 or UInt32";

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        return true;
    }
}

/// <summary>One number everywhere: attribute A.</summary>
internal sealed class Fill() : ElementOperator(OperatorId.Fill, 0, 1, "A")
{
    private protected override string? CheckAttributes(OperatorAttributes attributes) => Binary32.IsNaN(attributes.A) ? "a number as attribute A" : null;

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        output.Type == DataType.Float32 ? null : "an output of Float32";

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = call.Attributes.A;
        return true;
    }
}

/// <summary>A learning rate that warms up and then falls in steps. A: the rate; B: steps of warm-up; C: steps of a period, 0 for none; D: a period's factor.</summary>
public sealed class StepSchedule : ElementOperator
{
    internal StepSchedule()
        : base(
    OperatorId.StepSchedule, 0, 4, "t < B: mul(A, div(t, B)); else A times D to the power ⌊(t − B) ÷ C⌋, by squaring: torch StepLR after LinearLR")
    {
    }

    private protected override uint CostPerTerm => 64;

    private protected override string? CheckAttributes(OperatorAttributes attributes) => Demand.Finite(attributes.A, 'A') ?? Demand.Finite(attributes.D, 'D');

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        Demand.Output(output, Demand.Vector(DataType.Float32, 1));

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = At<T>(call.Attributes, call.Context.Step);
        return true;
    }

    /// <summary>The rate of a step.</summary>
    public static uint At<T>(OperatorAttributes attributes, ulong step)
        where T : struct, IBinary32
    {
        if (step < attributes.B) return T.Mul(attributes.A, T.Div(T.FromUInt32((uint)step), T.FromUInt32(attributes.B)));
        if (attributes.C == 0) return attributes.A;
        uint rate = attributes.A, factor = attributes.D;
        for (ulong periods = (step - attributes.B) / attributes.C; periods > 0; periods >>= 1)
        {
            if ((periods & 1) != 0) rate = T.Mul(rate, factor);
            factor = T.Mul(factor, factor);
        }

        return rate;
    }
}

/// <summary>Normal random numbers by counter (Box and Muller, 1958). Attribute A: the mean; B: the standard deviation; C: the stream.</summary>
public sealed class PhiloxNormal : ElementOperator
{
    internal PhiloxNormal()
        : base(OperatorId.PhiloxNormal, 0, 3, "fma(mul(√(−2·ln u), cos(2π·v)), B, A), u and v from Philox.Word(seed, t, this operator, C, 2n and 2n + 1), n = i·columns + j")
    {
    }

    private protected override uint CostPerTerm => 96;

    /// <inheritdoc/>
    public override uint Draws(GraphRecord record) => (uint)((record.Output.Shape.Elements - 1) / (Philox.Words / 2)) + 1;

    /// <summary>The number that two random words give.</summary>
    public static uint Of<T>(uint first, uint second, OperatorAttributes attributes)
        where T : struct, IBinary32
    {
        // u lies in (0, 1], so that its logarithm is finite; v in [0, 1).
        uint u = T.Mul(T.FromUInt32((first >> 8) + 1), Binary32.PowerOfTwo(-24)), angle = T.Mul(Philox.Uniform<T>(second), 0x40C9_0FDB); // 2π
        uint radius = T.Sqrt(T.Mul(0xC000_0000, Elementary.Log(new SingleLane<T>(u)).Bits)); // −2
        return T.Fma(T.Mul(radius, Elementary.Cos(new SingleLane<T>(angle)).Bits), attributes.B, attributes.A);
    }

    private protected override string? CheckAttributes(OperatorAttributes attributes) =>
        Demand.Finite(attributes.A, 'A') ?? Demand.Finite(attributes.B, 'B') ?? PhiloxUniform.Stream(attributes.C);

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        output.Type == DataType.Float32 ? null : "an output of Float32";

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        ulong number = 2 * call.Number;
        uint first = Philox.Word(call.Context.Seed, call.Context.Step, Id, call.Attributes.C, number);
        uint second = Philox.Word(call.Context.Seed, call.Context.Step, Id, call.Attributes.C, number + 1);
        element = Of<T>(first, second, call.Attributes);
        return true;
    }
}

/// <summary>A learning rate that warms up and then falls along a cosine. A: the rate; B: steps of warm-up; C: the step at which it is least; D: the least rate.</summary>
public sealed class CosineSchedule : ElementOperator
{
    internal CosineSchedule()
        : base(OperatorId.CosineSchedule, 0, 4, "t < B: mul(A, div(t, B)); t ≥ C: D; else fma(mul(sub(A, D), ½), add(1, cos(π·(t − B) ÷ (C − B))), D): torch CosineAnnealingLR")
    {
    }

    private protected override uint CostPerTerm => 96;

    /// <summary>The rate of a step.</summary>
    public static uint At<T>(OperatorAttributes attributes, ulong step)
        where T : struct, IBinary32
    {
        if (step < attributes.B) return T.Mul(attributes.A, T.Div(T.FromUInt32((uint)step), T.FromUInt32(attributes.B)));
        if (step >= attributes.C) return attributes.D;
        uint share = T.Div(T.FromUInt32((uint)step - attributes.B), T.FromUInt32(attributes.C - attributes.B));
        uint wave = Elementary.Cos(new SingleLane<T>(T.Mul(0x4049_0FDB, share))).Bits; // π
        return T.Fma(T.Mul(T.Sub(attributes.A, attributes.D), 0x3F00_0000), T.Add(Binary32.One, wave), attributes.D);
    }

    private protected override string? CheckAttributes(OperatorAttributes attributes) =>
        Demand.Finite(attributes.A, 'A') ?? Demand.Finite(attributes.D, 'D') ?? (attributes.C > attributes.B ? null : "an attribute C above attribute B: the last step after the warm-up");

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        Demand.Output(output, Demand.Vector(DataType.Float32, 1));

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = At<T>(call.Attributes, call.Context.Step);
        return true;
    }
}
