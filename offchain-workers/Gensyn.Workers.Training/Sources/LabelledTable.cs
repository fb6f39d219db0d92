using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Sources;

/// <summary>The rows of a file or a folder, with a target each: a label, or numbers.</summary>
/// <param name="Name">What it was read from, for errors.</param>
/// <param name="Rows">UInt8 or Float32 [rows, columns].</param>
/// <param name="Targets">Labels, UInt8 [rows] where all are below 256, else UInt32 [rows]; or numbers, Float32 [rows, outputs].</param>
public sealed record LabelledTable(string Name, Tensor Rows, Tensor Targets)
{
    private const int MaxClasses = 65_536;

    /// <summary>Height, width and channels of a row, where it is an image.</summary>
    public (int Height, int Width, int Channels)? Image { get; init; }

    /// <summary>What the labels are called; none where the source only numbers them.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    private int Count => Rows.Type.Shape.Rows;

    /// <summary>Reads a pair of IDX files.</summary>
    /// <param name="rowsPath">The file of the rows.</param>
    /// <param name="labelsPath">The file of their labels.</param>
    /// <param name="channels">Where channels are in images of four dimensions; it must be told only where they seem to be first.</param>
    /// <param name="limit">The most bytes of content.</param>
    /// <exception cref="TrainingDataException">A file is malformed, or they do not fit each other.</exception>
    public static LabelledTable ReadIdx(string rowsPath, string labelsPath, ChannelOrder? channels = null, long? limit = null)
    {
        IdxFile rows = IdxFile.Read(rowsPath, limit), labels = IdxFile.Read(labelsPath, limit);
        if (rows.Dimensions.Count < 2) Throw(rowsPath, "holds a list, not rows");
        if (labels.Dimensions.Count != 1) Throw(labelsPath, $"has {labels.Dimensions.Count} dimensions; labels have one");
        int count = rows.Dimensions[0];
        if (labels.Dimensions[0] != count) Throw(rowsPath, $"has {count} rows and {labelsPath} {labels.Dimensions[0]} labels");
        (Tensor x, (int Height, int Width, int Channels)? image) = ChannelsLast(rowsPath, Bytes(rows.Content, count), [.. rows.Dimensions], channels);
        return new(rowsPath, x, new Tensor(new TensorType(DataType.UInt8, Shape.Of((uint)count)), labels.Content)) { Image = image };
    }

    /// <summary>Reads a CSV file: some columns are the targets, all others the row.</summary>
    /// <param name="path">The file.</param>
    /// <param name="targets">The columns of the targets; the last where none is named.</param>
    /// <param name="areNumbers">Whether targets are numbers; otherwise there is one, a label.</param>
    /// <param name="options">Limits and layout.</param>
    /// <exception cref="TrainingDataException">The file is malformed, has no such column, or none besides.</exception>
    public static LabelledTable ReadCsv(string path, ImmutableArray<CsvColumn> targets, bool areNumbers, CsvOptions? options = null)
    {
        if (targets.IsEmpty) targets = [-1];
        options ??= CsvOptions.Default;
        if (!areNumbers)
        {
            if (targets.Length > 1) Throw(path, $"is to have one column of labels, not {targets.Length}");
            CsvFile labelled = CsvFile.Read(path, options with { Label = targets[0] });
            if (labelled.Columns.IsEmpty) Throw(path, "has no column besides the labels");
            if (labelled.Classes.All(IsNumber) && labelled.Classes.FirstOrDefault(IsFraction) is { } fraction) Throw(path, $"has the label {fraction}; numbers are for mse, l1 and bce");
            return new(path, Floats(labelled.Values, labelled.Rows), Labels(labelled.Labels)) { Classes = labelled.Classes };
        }

        CsvFile all = CsvFile.Read(path, options);
        int columns = all.Columns.Length;
        int[] places = [.. targets.Select(target => PlaceOf(target, all.Columns, path))];
        if (places.Distinct().Count() != places.Length) Throw(path, "is to have a column as a target twice");
        if (places.Length == columns) Throw(path, "has no column besides the targets");
        int[] others = [.. Enumerable.Range(0, columns).Except(places)];
        return new(path, Floats(Take(others), all.Rows), Floats(Take(places), all.Rows));

        float[] Take(int[] taken)
        {
            float[] values = new float[all.Rows * taken.Length];
            for (int i = 0; i < values.Length; i++) values[i] = all.Values[(i / taken.Length * columns) + taken[i % taken.Length]];
            return values;
        }
    }

    /// <summary>Reads a pair of NPY files.</summary>
    /// <param name="rowsPath">The file of the rows.</param>
    /// <param name="targetsPath">The file of their targets.</param>
    /// <param name="areNumbers">Whether targets are numbers; otherwise they are labels.</param>
    /// <param name="channels">Where channels are in images of four dimensions; it must be told only where they seem to be first.</param>
    /// <param name="limit">The most bytes of content.</param>
    /// <exception cref="TrainingDataException">A file is malformed, or they do not fit each other.</exception>
    public static LabelledTable ReadNpy(string rowsPath, string targetsPath, bool areNumbers, ChannelOrder? channels = null, long? limit = null) =>
        OfArrays(rowsPath, NpyFile.Read(rowsPath, limit), targetsPath, NpyFile.Read(targetsPath, limit), areNumbers, channels);

    /// <summary>Reads an NPZ file: the array x has the rows, y the targets.</summary>
    /// <param name="path">The file.</param>
    /// <param name="areNumbers">Whether targets are numbers; otherwise they are labels.</param>
    /// <param name="channels">Where channels are in images of four dimensions; it must be told only where they seem to be first.</param>
    /// <param name="limit">The most bytes of content.</param>
    /// <exception cref="TrainingDataException">The file is malformed or lacks an array, or they do not fit each other.</exception>
    public static LabelledTable ReadNpz(string path, bool areNumbers, ChannelOrder? channels = null, long? limit = null)
    {
        ImmutableSortedDictionary<string, NpyFile> arrays = NpzFile.Read(path, limit).Arrays;
        if (!arrays.TryGetValue("x", out NpyFile? rows) || !arrays.TryGetValue("y", out NpyFile? targets))
        {
            throw new TrainingDataException($"{path} is to have the arrays x, of rows, and y, of targets, not {string.Join(", ", arrays.Keys)}");
        }

        return OfArrays($"{path}: x", rows, $"{path}: y", targets, areNumbers, channels);
    }

    /// <summary>Reads a folder of images with a sub-folder for each class.</summary>
    /// <exception cref="TrainingDataException">A file is malformed, over a limit or of another size than the first.</exception>
    public static LabelledTable ReadImages(string path, ImageFolderOptions? options = null)
    {
        ImageFolder folder = ImageFolder.Read(path, options);
        return new(path, Bytes(folder.Pixels, folder.Count), Labels(folder.Labels)) { Image = (folder.Height, folder.Width, (int)folder.Channels), Classes = folder.Classes };
    }

    /// <summary>The first rows to train on and the last to hold out, as they are or shuffled.</summary>
    /// <param name="training">Rows to train on.</param>
    /// <param name="heldOut">Rows to hold out.</param>
    /// <param name="shuffle">What keys the shuffle; null leaves the order.</param>
    /// <exception cref="TrainingDataException">There are fewer rows.</exception>
    public LabelledRows Split(int training, int heldOut, ulong? shuffle = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(training);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heldOut);
        if (training > Count - heldOut) Throw(Name, $"has {Count} rows; {training} to train and {heldOut} held out are more");
        return new(Part(Rows, 0, training), Part(Targets, 0, training), Part(Rows, Count - heldOut, heldOut), Part(Targets, Count - heldOut, heldOut)) { Image = Image };

        Tensor Part(Tensor whole, int first, int count)
        {
            int width = whole.ByteLength / Count;
            Shape shape = whole.Type.Shape.Rank == 1 ? Shape.Of((uint)count) : Shape.Of((uint)count, (uint)whole.Type.Shape.Columns);
            Tensor part = new(whole.Type with { Shape = shape });
            for (int i = 0; i < count; i++)
            {
                int row = shuffle is { } key ? (int)KeyedPermutation.Map(key, 0, (uint)Count, (uint)(first + i)) : first + i;
                whole.Bytes.Slice(row * width, width).CopyTo(part.Bytes[(i * width)..]);
            }

            return part;
        }
    }

    private static LabelledTable OfArrays(string rowsName, NpyFile rows, string targetsName, NpyFile targets, bool areNumbers, ChannelOrder? channels)
    {
        if (rows.Shape.Length < 2) Throw(rowsName, $"has {rows.Shape.Length} dimensions; rows have at least two");
        int count = rows.Shape[0];
        if (targets.Shape.IsEmpty || targets.Shape[0] != count) Throw(rowsName, $"has {count} rows and {targetsName} the shape [{string.Join(", ", targets.Shape)}]");
        Tensor x = rows.ElementType == NpyElementType.UInt8 ? Bytes(rows.Content, count) : Floats(FiniteOf(rows, rowsName), count);
        if (targets.Shape.Length > 2) Throw(targetsName, $"has {targets.Shape.Length} dimensions; targets have one or two");
        Tensor y = areNumbers ? Floats(FiniteOf(targets, targetsName), count) : Labels(LabelsOf(targets, targetsName));
        (x, (int Height, int Width, int Channels)? image) = ChannelsLast(rowsName, x, rows.Shape, channels);
        return new(rowsName, x, y) { Image = image };
    }

    private static int[] LabelsOf(NpyFile array, string name)
    {
        if (array.ElementType is NpyElementType.Float16 or NpyElementType.Float32 or NpyElementType.Float64) Throw(name, $"holds {array.ElementType}, not labels; numbers are for mse, l1 and bce");
        if (array.Shape.Length == 2 && array.Shape[1] != 1) Throw(name, $"has {array.Shape[1]} labels a row, not one");
        float[] values = array.ToFloats();
        int row = Array.FindIndex(values, static value => value is < 0 or >= MaxClasses);
        if (row >= 0) Throw(name, string.Create(CultureInfo.InvariantCulture, $"has the label {values[row]} in row {row}; labels are 0 to {MaxClasses - 1}"));
        return [.. values.Select(static value => (int)value)];
    }

    private static float[] FiniteOf(NpyFile array, string name)
    {
        float[] values = array.ToFloats();
        int at = Array.FindIndex(values, static value => !float.IsFinite(value));
        if (at >= 0) Throw(name, string.Create(CultureInfo.InvariantCulture, $"has {values[at]} in row {at / (values.Length / array.Shape[0])}; numbers are finite in binary32"));
        return values;
    }

    private static int PlaceOf(CsvColumn column, ImmutableArray<string> names, string path)
    {
        int place = column.Name is null ? (column.Index < 0 ? names.Length + column.Index : column.Index) : names.IndexOf(column.Name);
        if (place < 0 || place >= names.Length) Throw(path, $"has no column {column}: it has {string.Join(", ", names.Take(20))}");
        if (column.Name is not null && names.LastIndexOf(column.Name) != place) Throw(path, $"has two columns {column}");
        return place;
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsFraction(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) % 1 != 0;

    // Images as tasks have them. Nothing but the sizes tells where channels are, so what looks like colours before height and width is not taken for a height.
    private static (Tensor Rows, (int Height, int Width, int Channels)? Image) ChannelsLast(string name, Tensor rows, ImmutableArray<int> sizes, ChannelOrder? channels)
    {
        if (sizes.Length != 4)
        {
            if (channels is not null) Throw(name, $"has the shape [{string.Join(", ", sizes)}]; only images of four dimensions have channels first or last");
            return (rows, sizes.Length == 3 ? (sizes[1], sizes[2], 1) : null);
        }

        if (channels is null && IsColours(sizes[1]) && !IsColours(sizes[3]))
        {
            Throw(name, $"has the shape [{string.Join(", ", sizes)}]: are the channels first, {sizes[1]} of {sizes[2]} × {sizes[3]}, or last, {sizes[3]} of {sizes[1]} × {sizes[2]}? Tell the channels: first or last");
        }

        if (channels is not ChannelOrder.First) return (rows, (sizes[1], sizes[2], sizes[3]));
        Tensor moved = new(rows.Type);
        int count = sizes[1], places = sizes[2] * sizes[3], size = rows.Type.ElementSize;
        ReadOnlySpan<byte> from = rows.Bytes;
        Span<byte> to = moved.Bytes;
        for (int row = 0; row < sizes[0]; row++)
        {
            int first = row * count * places;
            for (int channel = 0; channel < count; channel++)
            {
                for (int place = 0; place < places; place++) from.Slice((first + (channel * places) + place) * size, size).CopyTo(to[((first + (place * count) + channel) * size)..]);
            }
        }

        return (moved, (sizes[2], sizes[3], count));

        static bool IsColours(int size) => size is 1 or 3 or 4;
    }

    private static Tensor Bytes(byte[] content, int rows) => new(new TensorType(DataType.UInt8, Shape.Of((uint)rows, (uint)(content.Length / rows))), content);

    private static Tensor Floats(float[] values, int rows) =>
        new(new TensorType(DataType.Float32, Shape.Of((uint)rows, (uint)(values.Length / rows))), MemoryMarshal.AsBytes(values.AsSpan()));

    private static Tensor Labels(int[] labels)
    {
        Shape shape = Shape.Of((uint)labels.Length);
        if (labels.Max() > byte.MaxValue) return new(new TensorType(DataType.UInt32, shape), MemoryMarshal.AsBytes(labels.AsSpan()));
        return new(new TensorType(DataType.UInt8, shape), [.. labels.Select(static label => (byte)label)]);
    }

    [DoesNotReturn]
    private static void Throw(string name, string what) => throw new TrainingDataException($"{name} {what}");
}
