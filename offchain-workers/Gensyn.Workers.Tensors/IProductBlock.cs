namespace Gensyn.Workers.Tensors;

/// <summary>The innermost block of the matrix product: a few rows by a few vectors of columns, kept in registers along k.</summary>
/// <remarks>
/// Each output element has one accumulator that takes its terms in ascending k, so these blocks and the plain loop write the same bits. The left element of
/// row r and term k lies at <c>a[rows[r] + terms[k]]</c>; the right side is a panel of as many columns as the block has, term after term. The first block
/// of terms starts from +0, a later one from what the result holds; the last makes NaNs canonical.
/// </remarks>
internal unsafe interface IProductBlock
{
    /// <summary>The most rows of any block.</summary>
    const int MostRows = 8;

    /// <summary>The most columns of any block.</summary>
    const int MostColumns = 48;

    /// <summary>Rows of a block.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>The most vectors beside each other.</summary>
    static abstract int MostVectors { get; }

    /// <summary>Continues the sums of a block of so many vectors by <paramref name="depth"/> terms each.</summary>
    static abstract void Run(int vectors, float* a, nint* rows, nint* terms, float* b, float* c, nint cStride, int depth, bool first, bool last);
}
