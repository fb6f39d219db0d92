using System.Runtime.CompilerServices;

namespace Gensyn.Workers.Tensors;

/// <summary>Where a block's left elements lie: a struct, so that the JIT makes a block's text of each.</summary>
internal unsafe interface ILeftOperand
{
    /// <summary>From the operand to the first row's.</summary>
    static abstract nint First(nint* rows);

    /// <summary>From one row to another.</summary>
    static abstract nint Row(nint* rows, int row, int from);

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
    public static nint Row(nint* rows, int row, int from) => rows[row] - rows[from];

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
    public static nint Row(nint* rows, int row, int from) => row - from;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* At(float* a, nint* terms, int term, int height) => a + (term * height);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance(ref float* a, ref nint* terms, int count, int height) => a += count * height;
}
