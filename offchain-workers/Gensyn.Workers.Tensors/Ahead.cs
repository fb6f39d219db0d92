using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Workers.Tensors;

/// <summary>Divides a block's terms so that it can ask, a row at a time, for the memory of what follows: asked for at once it would keep the block's own waiting.</summary>
internal unsafe struct Ahead
{
    private const int FloatsOfALine = 16;

    private readonly int _share;
    private int _left;
    private float* _result;
    private float* _panel;

    /// <summary>Divides the terms of a block of so many rows in multiples of <paramref name="unrolled"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Ahead(in BlockRun run, int rows, int unrolled)
    {
        _left = run.Depth - (run.Depth % unrolled);
        _share = run.NextResult == null ? _left : Math.Max(1, run.Depth / (unrolled * rows)) * unrolled;
        _result = run.NextResult;
        _panel = run.NextPanel;
    }

    /// <summary>How many terms to add now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next()
    {
        int part = Math.Min(_share, _left);
        _left -= part;
        return part;
    }

    /// <summary>Asks for a row of the next result, of so many columns, and some of the next panel; false when there are no more terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Fetch(in BlockRun run, int columns)
    {
        if (_left == 0) return false;
        if (!Sse.IsSupported) return true;
        for (int i = 0; i < columns; i += FloatsOfALine) Sse.Prefetch1(_result + i);
        for (int i = 0; i < run.NextPanelLines; i++) Sse.Prefetch1(_panel + (i * FloatsOfALine));
        _result += run.Stride;
        _panel += run.NextPanelLines * FloatsOfALine;
        return true;
    }
}
