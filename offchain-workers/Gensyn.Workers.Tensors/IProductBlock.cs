namespace Gensyn.Workers.Tensors;

/// <summary>The innermost block of the matrix product: a few rows by a few vectors of columns, kept in registers along k.</summary>
/// <remarks>
/// Each output element has one accumulator that takes its terms in ascending k, so these blocks and the plain loop write the same bits.
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

    /// <summary>Continues the sums of a block of so many vectors.</summary>
    static abstract void Run<TLeft>(int vectors, in BlockRun run)
        where TLeft : struct, ILeftOperand;
}
