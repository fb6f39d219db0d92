using System.Runtime.CompilerServices;

namespace Gensyn.Workers.Tensors;

/// <summary>Where a block's left elements lie: a struct, so that the JIT makes a block's text of each.</summary>
internal unsafe interface ILeftOperand
{
    /// <summary>From the operand to the first row's.</summary>
    static abstract nint First(nint* rows);

    /// <summary>From the first row of a group to one of its rows; where rows lie at fixed distances, from the block's first row.</summary>
    static abstract nint Row(nint* rows, int row, int group);

    /// <summary>From the block's first row to what a group's rows are counted from.</summary>
    static abstract nint Step(nint* rows, int group);

    /// <summary>The first row's element of a term that is so many further on.</summary>
    static abstract float* At(float* a, nint* terms, int term, int height);

    /// <summary>Goes on by some terms.</summary>
    static abstract void Advance(ref float* a, ref nint* terms, int count, int height);
}

/// <summary>Anywhere: element (r, k) is <c>a[rows[r] + terms[k]]</c>.</summary>
internal readonly unsafe struct GatheredLeft : ILeftOperand
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint First(nint* rows) => *rows;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Row(nint* rows, int row, int group) => rows[row] - rows[group];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Step(nint* rows, int group) => rows[group] - *rows;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* At(float* a, nint* terms, int term, int height) => a + terms[term];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance(ref float* a, ref nint* terms, int count, int height) => terms += count;
}

/// <summary>Packed: the block's rows beside each other, term after term.</summary>
internal readonly unsafe struct PackedLeft : ILeftOperand
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint First(nint* rows) => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Row(nint* rows, int row, int group) => row;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Step(nint* rows, int group) => 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* At(float* a, nint* terms, int term, int height) => a + (term * height);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance(ref float* a, ref nint* terms, int count, int height) => a += count * height;
}
