namespace Gensyn.Workers.Tensors;

/// <summary>The innermost block of the matrix product: a few rows by one or two vectors of columns, kept in registers along k.</summary>
/// <remarks>
/// Each output element has one accumulator that takes its terms in ascending k, so these blocks and the plain loop write the same bits. The left element of
/// row r and term k lies at <c>a[rows[r] + terms[k]]</c>; the right side is a panel of <see cref="Columns"/> columns, term after term. The first block of
/// terms starts from +0, a later one from what the result holds; the last makes NaNs canonical.
/// </remarks>
internal unsafe interface IProductBlock
{
    /// <summary>The most rows of any block.</summary>
    const int MostRows = 8;

    /// <summary>Rows of one block.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of one block, and of a panel.</summary>
    static abstract int Columns { get; }

    /// <summary>Continues the sums of one block by <paramref name="depth"/> terms each.</summary>
    static abstract void Run(float* a, nint* rows, nint* terms, float* b, float* c, nint cStride, int depth, bool first, bool last);

    /// <summary>Continues the sums of the first half of a block's columns.</summary>
    static abstract void RunHalf(float* a, nint* rows, nint* terms, float* b, float* c, nint cStride, int depth, bool first, bool last);
}
