using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

/// <summary>How windows lie over an image [N, H, W, C]: what convolutions and pooling have in common.</summary>
/// <remarks>
/// Attribute A: kernel height, kernel width, vertical stride, horizontal stride, a byte each, lowest first. Attribute B: padding above, padding on the left,
/// vertical dilation, horizontal dilation. Attribute C: in how many groups the channels are. A window's columns are ordered by group, kernel row, kernel
/// column, channel of the group; so one group gives what a product with [KH·KW·C, O] needs, and as many groups as channels give one row for each channel.
/// </remarks>
public readonly record struct WindowGeometry
{
    /// <summary>The geometry that a record's attributes describe.</summary>
    public WindowGeometry(OperatorAttributes attributes)
    {
        (KernelHeight, KernelWidth, StrideHeight, StrideWidth) = Bytes(attributes.A);
        (PadTop, PadLeft, DilationHeight, DilationWidth) = Bytes(attributes.B);
        Groups = (int)Math.Min(attributes.C, int.MaxValue);
    }

    /// <summary>The same numbers in both directions.</summary>
    public static WindowGeometry Square(int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1) => new()
    {
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideHeight = stride,
        StrideWidth = stride,
        PadTop = padding,
        PadLeft = padding,
        DilationHeight = dilation,
        DilationWidth = dilation,
        Groups = groups,
    };

    /// <summary>Rows of a window.</summary>
    public int KernelHeight { get; init; }

    /// <summary>Columns of a window.</summary>
    public int KernelWidth { get; init; }

    /// <summary>Rows from a window to the one below.</summary>
    public int StrideHeight { get; init; }

    /// <summary>Columns from a window to the next.</summary>
    public int StrideWidth { get; init; }

    /// <summary>Rows of padding above the image.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns of padding on the left of the image.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows from one of a window's to its next.</summary>
    public int DilationHeight { get; init; }

    /// <summary>Columns from one of a window's to its next.</summary>
    public int DilationWidth { get; init; }

    /// <summary>In how many groups the channels are.</summary>
    public int Groups { get; init; }

    /// <summary>Positions of a window.</summary>
    public int Positions => KernelHeight * KernelWidth;

    /// <summary>The attributes that describe it, with a fourth word.</summary>
    /// <exception cref="ArgumentException">A number does not fit.</exception>
    public OperatorAttributes ToAttributes(uint d = 0) => new(
        Word(KernelHeight, KernelWidth, StrideHeight, StrideWidth), Word(PadTop, PadLeft, DilationHeight, DilationWidth), (uint)Groups, d);

    /// <summary>Says what is wrong with windows over an image; null when they fit.</summary>
    internal string? Check(in TensorType image, in TensorType windows)
    {
        if (KernelHeight == 0 || KernelWidth == 0 || StrideHeight == 0 || StrideWidth == 0) return "kernel and stride of at least 1 in attribute A";
        if (DilationHeight == 0 || DilationWidth == 0) return "dilation of at least 1 in attribute B";
        if (image is not { Type: DataType.Float32, Shape.Rank: 4 }) return $"an image of Float32 [N, H, W, C], not {image}";
        long channels = image.Shape[3];
        if (Groups == 0 || channels % Groups != 0) return $"a divisor of {channels} channels as attribute C, not {Groups}";
        long columns = channels * Positions;
        bool fits = windows is { Type: DataType.Float32, Shape.Rank: 4 } && windows.Shape[0] == image.Shape[0] && windows.Shape[3] == columns
            && Reaches(windows.Shape[1], StrideHeight, PadTop, KernelHeight, DilationHeight, image.Shape[1])
            && Reaches(windows.Shape[2], StrideWidth, PadLeft, KernelWidth, DilationWidth, image.Shape[2]);
        return fits ? null : $"windows of Float32 [{image.Shape[0]}, OH, OW, {columns}] over {image}, not {windows}";
    }

    /// <summary>A window column taken apart.</summary>
    internal (int Position, int Channel) Column(int column, int channels)
    {
        int perGroup = channels / Groups;
        int group = column / (perGroup * Positions), rest = column % (perGroup * Positions);
        return (rest / perGroup, (group * perGroup) + (rest % perGroup));
    }

    /// <summary>The column of a window's position and channel.</summary>
    internal int ColumnOf(int position, int channel, int channels)
    {
        int perGroup = channels / Groups;
        return ((((channel / perGroup) * Positions) + position) * perGroup) + (channel % perGroup);
    }

    // No window begins below the image or its padding of at most as much again as above.
    private static bool Reaches(long windows, long stride, long pad, long kernel, long dilation, long extent) =>
        ((windows - 1) * stride) + (dilation * (kernel - 1)) < extent + pad + byte.MaxValue;

    private static (int, int, int, int) Bytes(uint word) => ((int)(word & 0xFF), (int)((word >> 8) & 0xFF), (int)((word >> 16) & 0xFF), (int)(word >> 24));

    private static uint Word(int first, int second, int third, int fourth)
    {
        if ((first | second | third | fourth) is < 0 or > byte.MaxValue) throw new ArgumentException("A window's extents, strides, padding and dilation are below 256.");
        return (uint)first | ((uint)second << 8) | ((uint)third << 16) | ((uint)fourth << 24);
    }
}

/// <summary>The windows of an image, each a row: torch.nn.Unfold, channels last. Attribute D is what stands outside the image.</summary>
internal sealed class Unfold() : ElementOperator(
    OperatorId.Unfold, 1, 4, "x[n, oh·stride + kh·dilation − pad, ow·stride + kw·dilation − pad, c], D outside the image; j = (group, kh, kw, c)")
{
    private protected override string? CheckAttributes(OperatorAttributes attributes) =>
        Binary32.IsNaN(attributes.D) ? "a number as attribute D: what stands outside" : null;

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        new WindowGeometry(attributes).Check(inputs[0], output);

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        WindowGeometry geometry = new(call.Attributes);
        Shape image = call.Shape(0), windows = call.Output.Shape;
        (int position, int channel) = geometry.Column(call.Column, (int)image[3]);
        int column = call.Row % (int)windows[2], row = call.Row / (int)windows[2] % (int)windows[1], number = call.Row / (int)windows[2] / (int)windows[1];
        int h = (row * geometry.StrideHeight) + (position / geometry.KernelWidth * geometry.DilationHeight) - geometry.PadTop;
        int w = (column * geometry.StrideWidth) + (position % geometry.KernelWidth * geometry.DilationWidth) - geometry.PadLeft;
        element = call.Attributes.D;
        if (h < 0 || h >= (int)image[1] || w < 0 || w >= (int)image[2]) return true;
        return call.TryRead(0, (((number * (int)image[1]) + h) * (int)image[2]) + w, channel, out element);
    }
}

/// <summary>The sum, for each place of an image, of what its windows hold of it: torch.nn.Fold, channels last, and the gradient of <see cref="Unfold"/>.</summary>
internal sealed class Fold() : Operator(
    OperatorId.Fold, 1, 3, "acc = add(acc, d[n, oh, ow, (group, kh, kw, c)]) from +0 over the window positions (kh, kw), ascending, that lie on (h, w)")
{
    // Each term may lie in a tile of its own: in another window, or in a column of another group or position.
    public override int ChunkTerms => MaxTiles;

    public override int FoldLength(ResolvedRecord record, int row, int column) => new WindowGeometry(record.Attributes).Positions;

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        new WindowGeometry(attributes).Check(output, inputs[0]);

    private protected override bool TryFold<T>(in LeafCall call, int from, int to, Span<byte> accumulator)
    {
        WindowGeometry geometry = new(call.Attributes);
        Shape image = call.Output.Shape, windows = call.Shape(0);
        int w = call.Row % (int)image[2], h = call.Row / (int)image[2] % (int)image[1], number = call.Row / (int)image[2] / (int)image[1];
        uint sum = Read(accumulator, 0);
        for (int position = from; position < to; position++)
        {
            int top = h + geometry.PadTop - (position / geometry.KernelWidth * geometry.DilationHeight);
            int left = w + geometry.PadLeft - (position % geometry.KernelWidth * geometry.DilationWidth);
            if (top < 0 || left < 0 || top % geometry.StrideHeight != 0 || left % geometry.StrideWidth != 0) continue;
            int row = top / geometry.StrideHeight, column = left / geometry.StrideWidth;
            if (row >= (int)windows[1] || column >= (int)windows[2]) continue;
            int place = (((number * (int)windows[1]) + row) * (int)windows[2]) + column;
            if (!call.TryRead(0, place, geometry.ColumnOf(position, call.Column, (int)image[3]), out uint term)) return false;
            sum = T.Add(sum, term);
        }

        Write(accumulator, 0, sum);
        return true;
    }
}
