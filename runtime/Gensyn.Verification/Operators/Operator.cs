using System.Buffers.Binary;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

/// <summary>One primitive operator: what it demands of types and shapes, what it costs, and the exact arithmetic of each element.</summary>
/// <remarks>
/// <para>
/// The arithmetic is the definition that kernels must meet bit for bit: an output element is a fold of terms, cut into chunks. It starts from
/// <see cref="Identity"/>, takes its chunks in ascending order through <see cref="TryStep"/>, and ends in <see cref="Finish"/>. Operators without a
/// fold have one chunk. A chunk reads at most <see cref="MaxTiles"/> tiles of the inputs, so that the chain can recompute it.
/// </para>
/// <para>
/// Rows and columns are those of <see cref="Shape"/>: leading dimensions collapsed, a vector is one row. i is the row and j the column of the output
/// element, k runs over terms, A to D are the record's attributes.
/// </para>
/// </remarks>
public abstract class Operator
{
    /// <summary>The most terms of a chunk.</summary>
    public const int MaxChunkTerms = 32;

    /// <summary>The most tiles that a chunk reads.</summary>
    public const int MaxTiles = 4;

    /// <summary>The most bytes of an accumulator.</summary>
    public const int MaxAccumulator = 4 * Lanes;

    /// <summary>Lanes of a sum along a row.</summary>
    public const int Lanes = 16;

    /// <summary>Terms of a block of <see cref="OperatorId.SumBlocks"/>.</summary>
    public const int BlockTerms = 1024;

    /// <summary>An operator.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="inputs">How many tensors it reads.</param>
    /// <param name="attributes">How many of the record's words it uses; the others are zero.</param>
    /// <param name="formula">The element's definition in a line, for the documentation.</param>
    private protected Operator(OperatorId id, int inputs, int attributes, string formula) =>
        (Id, InputCount, AttributeCount, Formula) = (id, inputs, attributes, formula);

    /// <summary>The number under which graphs name it.</summary>
    public OperatorId Id { get; }

    /// <summary>How many tensors it reads.</summary>
    public int InputCount { get; }

    /// <summary>How many of the record's words it uses.</summary>
    public int AttributeCount { get; }

    /// <summary>The element's definition in a line.</summary>
    public string Formula { get; }

    /// <summary>Bytes of the accumulator.</summary>
    public virtual int AccumulatorSize => sizeof(uint);

    /// <summary>Terms of a chunk.</summary>
    public virtual int ChunkTerms => MaxChunkTerms;

    /// <summary>Weighted operations of one term.</summary>
    private protected virtual uint CostPerTerm => 1;

    /// <summary>The operator of a number.</summary>
    /// <exception cref="KeyNotFoundException">The number names none.</exception>
    public static Operator Of(OperatorId id) => OperatorCatalogue.Of(id);

    /// <summary>Says what a record should have been; null when it is sound.</summary>
    public string? Check(GraphRecord record, ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length != InputCount) return $"{InputCount} inputs, not {inputs.Length}";
        OperatorAttributes attributes = record.Attributes;
        bool unused = (AttributeCount < 1 && attributes.A != 0) || (AttributeCount < 2 && attributes.B != 0)
            || (AttributeCount < 3 && attributes.C != 0) || (AttributeCount < 4 && attributes.D != 0);
        if (unused) return $"zero in every attribute after the first {AttributeCount}";
        return CheckAttributes(attributes) ?? CheckTypes(attributes, inputs, record.Output);
    }

    /// <summary>Terms that one output element folds: at least one.</summary>
    public virtual int FoldLength(ResolvedRecord record, int row, int column) => 1;

    /// <summary>Chunks of an output element's fold: at least one.</summary>
    public int Chunks(ResolvedRecord record, int row, int column) => ((FoldLength(record, row, column) - 1) / ChunkTerms) + 1;

    /// <summary>Weighted operations of one run of a record.</summary>
    public virtual UInt128 Cost(ResolvedRecord record) => (UInt128)CostPerTerm * (uint)record.Output.Shape.Elements * (uint)FoldLength(record, 0, 0);

    /// <summary>Philox blocks that one run of a record draws.</summary>
    public virtual uint Draws(GraphRecord record) => 0;

    /// <summary>The accumulator before the first chunk.</summary>
    public virtual void Identity(Span<byte> accumulator) => accumulator.Clear();

    /// <summary>Takes one chunk into the accumulator; false when an input element that it needs cannot be read.</summary>
    public bool TryStep<T>(ResolvedRecord record, in LeafContext context, ILeafInputs inputs, int row, int column, int chunk, Span<byte> accumulator)
        where T : struct, IBinary32
    {
        int from = chunk * ChunkTerms;
        int to = Math.Min(from + ChunkTerms, FoldLength(record, row, column));
        return TryFold<T>(new LeafCall(record, context, inputs, row, column), from, to, accumulator);
    }

    /// <summary>The output element that the last accumulator stands for.</summary>
    public virtual uint Finish<T>(ReadOnlySpan<byte> accumulator)
        where T : struct, IBinary32
        => Read(accumulator, 0);

    /// <summary>Says what the attributes should have been; null when they are sound.</summary>
    private protected virtual string? CheckAttributes(OperatorAttributes attributes) => null;

    /// <summary>Says what an input or the output should have been; null when they are sound.</summary>
    private protected abstract string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output);

    /// <summary>Takes terms into the accumulator.</summary>
    private protected abstract bool TryFold<T>(in LeafCall call, int from, int to, Span<byte> accumulator)
        where T : struct, IBinary32;

    private protected static uint Read(ReadOnlySpan<byte> accumulator, int word) => BinaryPrimitives.ReadUInt32LittleEndian(accumulator[(4 * word)..]);

    private protected static void Write(Span<byte> accumulator, int word, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(accumulator[(4 * word)..], value);
}

/// <summary>An operator whose elements fold nothing.</summary>
/// <remarks>Each reads at most one element of each input, so at most as many tiles as it has inputs.</remarks>
public abstract class ElementOperator : Operator
{
    private protected ElementOperator(OperatorId id, int inputs, int attributes, string formula)
        : base(id, inputs, attributes, formula)
    {
    }

    private protected abstract bool TryElement<T>(in LeafCall call, out uint element)
        where T : struct, IBinary32;

    private protected sealed override bool TryFold<T>(in LeafCall call, int from, int to, Span<byte> accumulator)
    {
        if (!TryElement<T>(call, out uint element)) return false;
        Write(accumulator, 0, element);
        return true;
    }
}
