namespace Gensyn.Workers.Tensors;

/// <summary>What a product's block reads, writes and may ask the memory for meanwhile.</summary>
internal unsafe struct BlockRun
{
    /// <summary>The left operand, or the block's own packed rows of it.</summary>
    public float* Left { get; set; }

    /// <summary>Where the block's rows begin, if they are not packed.</summary>
    public nint* Rows { get; set; }

    /// <summary>Where terms lie from there, if they are not packed.</summary>
    public nint* Terms { get; set; }

    /// <summary>As many columns of the right operand as the block has, term after term.</summary>
    public float* Panel { get; set; }

    /// <summary>The block's first sum.</summary>
    public float* Result { get; set; }

    /// <summary>From one row of the result to the next, in elements.</summary>
    public nint Stride { get; set; }

    /// <summary>Terms to add to each sum.</summary>
    public int Depth { get; set; }

    /// <summary>Sums start from +0 and not from what the result holds.</summary>
    public bool IsFirst { get; set; }

    /// <summary>Nothing more will be added: NaNs are made canonical.</summary>
    public bool IsLast { get; set; }

    /// <summary>The result's memory that the next block will read; null if it is surely near.</summary>
    public float* NextResult { get; set; }

    /// <summary>This block's share of the panel that will follow.</summary>
    public float* NextPanel { get; set; }

    /// <summary>Cache lines of that panel to ask for with each row of the next result.</summary>
    public int NextPanelLines { get; set; }
}
