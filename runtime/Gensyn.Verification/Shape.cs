using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>The extents of a tensor: one to four dimensions, none of them zero.</summary>
/// <remarks>
/// For commitments and operators every tensor is a matrix: leading dimensions collapse into <see cref="Rows"/>, the last is
/// <see cref="Columns"/>, and a vector is one row. A default value is the absent shape and never decodes.
/// </remarks>
public readonly record struct Shape
{
    /// <summary>The most dimensions.</summary>
    public const int MaxRank = 4;

    /// <summary>The most elements, so that every index fits an <see cref="int"/>.</summary>
    public const uint MaxElements = int.MaxValue;

    private readonly uint _first;
    private readonly uint _second;
    private readonly uint _third;
    private readonly uint _fourth;

    private Shape(ReadOnlySpan<uint> dimensions)
    {
        Rank = (byte)dimensions.Length;
        _first = dimensions[0];
        _second = dimensions.Length > 1 ? dimensions[1] : 0;
        _third = dimensions.Length > 2 ? dimensions[2] : 0;
        _fourth = dimensions.Length > 3 ? dimensions[3] : 0;
    }

    /// <summary>Encodes the shape as a list of at most four dimensions.</summary>
    public static Codec<Shape> Codec { get; } = new RecordCodec<Shape>(
        "graph::Shape",
        [new(null, TypeInfo.Sequence(Codecs.U32.Type), "Vec<u32>")],
        maxEncodedLen: 1 + (MaxRank * sizeof(uint)),
        static (Shape v, ref ScaleWriter w) =>
        {
            w.WriteCompact((uint)v.Rank);
            for (int i = 0; i < v.Rank; i++) w.WriteU32(v[i]);
        },
        static (ref ScaleReader r) =>
        {
            int rank = r.ReadLength(4);
            Span<uint> dimensions = stackalloc uint[MaxRank];
            if (rank > MaxRank) r.Fail();
            for (int i = 0; i < rank && !r.Failed; i++) dimensions[i] = r.ReadU32();
            if (!r.Failed && TryCreate(dimensions[..rank], out Shape shape)) return shape;
            r.Fail();
            return default;
        });

    /// <summary>How many dimensions there are.</summary>
    public byte Rank { get; }

    /// <summary>How many elements there are.</summary>
    public int Elements => checked((int)((long)Rows * Columns));

    /// <summary>All dimensions but the last, multiplied; 1 for a vector.</summary>
    public int Rows
    {
        get
        {
            long rows = 1;
            for (int i = 0; i < Rank - 1; i++) rows *= this[i];
            return checked((int)rows);
        }
    }

    /// <summary>The last dimension.</summary>
    public int Columns => Rank == 0 ? 0 : checked((int)this[Rank - 1]);

    /// <summary>The extent of one dimension, 0 beyond the rank.</summary>
    public uint this[int dimension] => dimension switch { 0 => _first, 1 => _second, 2 => _third, 3 => _fourth, _ => 0 };

    /// <summary>A shape of these dimensions.</summary>
    /// <exception cref="ArgumentException">There are none or more than four, one is zero, or the elements are too many.</exception>
    public static Shape Of(params ReadOnlySpan<uint> dimensions) =>
        TryCreate(dimensions, out Shape shape) ? shape : throw new ArgumentException("Expected one to four dimensions, none of them 0, and fewer than 2^31 elements.");

    /// <summary>A shape of these dimensions; false when they break a limit.</summary>
    public static bool TryCreate(ReadOnlySpan<uint> dimensions, out Shape shape)
    {
        shape = default;
        if (dimensions.Length is 0 or > MaxRank) return false;
        ulong elements = 1;
        foreach (uint extent in dimensions)
        {
            if (extent is 0 or > MaxElements) return false;
            elements *= extent;
            if (elements > MaxElements) return false;
        }

        shape = new Shape(dimensions);
        return true;
    }

    /// <summary>The dimensions in brackets, such as <c>[784, 128]</c>.</summary>
    public override string ToString()
    {
        System.Text.StringBuilder text = new("[");
        for (int i = 0; i < Rank; i++) text.Append(i == 0 ? "" : ", ").Append(this[i]);
        return text.Append(']').ToString();
    }
}
