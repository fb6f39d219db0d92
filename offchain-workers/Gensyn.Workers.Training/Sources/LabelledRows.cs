using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Rows of bytes with a label each, split into those that train and those held out.</summary>
/// <param name="TrainingRows">The rows that batches are drawn from.</param>
/// <param name="TrainingLabels">Their labels.</param>
/// <param name="HeldOutRows">The rows that only the evaluation reads.</param>
/// <param name="HeldOutLabels">Their labels.</param>
public sealed record LabelledRows(Tensor TrainingRows, Tensor TrainingLabels, Tensor HeldOutRows, Tensor HeldOutLabels)
{
    /// <summary>Height, width and channels of a row, where it is an image.</summary>
    public (int Height, int Width, int Channels)? Image { get; init; }

    /// <summary>The tensors in the order in which graphs of classifiers read them.</summary>
    public ImmutableArray<Tensor> Tensors => [TrainingRows, TrainingLabels, HeldOutRows, HeldOutLabels];

    /// <summary>Their types, for building a graph.</summary>
    public ImmutableArray<TensorType> Types => [.. Tensors.Select(static tensor => tensor.Type)];

    /// <summary>Digits drawn from a seed: the first images train, the next are held out.</summary>
    public static LabelledRows Draw(ulong seed, int training, int heldOut)
    {
        (byte[] rows, byte[] labels) = DrawnDigits.Draw(seed, 0, training);
        (byte[] otherRows, byte[] otherLabels) = DrawnDigits.Draw(seed, training, heldOut);
        return new(
            Rows(rows, training, DrawnDigits.Pixels), Labels(labels), Rows(otherRows, heldOut, DrawnDigits.Pixels), Labels(otherLabels))
        {
            Image = (DrawnDigits.Side, DrawnDigits.Side, 1),
        };
    }

    /// <summary>Reads a pair of IDX files: the first rows train, the last are held out.</summary>
    /// <exception cref="TrainingDataException">A file is malformed, or there are fewer rows than asked for.</exception>
    public static LabelledRows ReadIdx(string rowsPath, string labelsPath, int training, int heldOut, long? limit = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(training);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heldOut);
        IdxFile rows = IdxFile.Read(rowsPath, limit), labels = IdxFile.Read(labelsPath, limit);
        if (rows.Dimensions.Count < 2) throw new TrainingDataException($"{rowsPath} holds a list, not rows");
        if (labels.Dimensions.Count != 1) throw new TrainingDataException($"{labelsPath} has {labels.Dimensions.Count} dimensions; labels have one");
        int count = rows.Dimensions[0], columns = rows.Content.Length / count;
        if (labels.Dimensions[0] != count) throw new TrainingDataException($"{rowsPath} has {count} rows and {labelsPath} {labels.Dimensions[0]} labels");
        if (training > count - heldOut) throw new TrainingDataException($"{rowsPath} has {count} rows; {training} to train and {heldOut} held out are more");
        return new(
            Rows(rows.Content.AsSpan(0, training * columns), training, columns),
            Labels(labels.Content.AsSpan(0, training)),
            Rows(rows.Content.AsSpan((count - heldOut) * columns), heldOut, columns),
            Labels(labels.Content.AsSpan(count - heldOut)))
        {
            Image = rows.Dimensions.Count switch
            {
                3 => (rows.Dimensions[1], rows.Dimensions[2], 1),
                4 => (rows.Dimensions[1], rows.Dimensions[2], rows.Dimensions[3]),
                _ => null,
            },
        };
    }

    /// <summary>Refuses labels that a classifier of this many classes has no output for.</summary>
    /// <exception cref="TrainingDataException">There is such a label.</exception>
    public void RequireLabelsBelow(int classes)
    {
        foreach (Tensor labels in (Tensor[])[TrainingLabels, HeldOutLabels])
        {
            int row = labels.Bytes.IndexOfAnyExceptInRange((byte)0, (byte)Math.Clamp(classes - 1, 0, 255));
            if (row >= 0) throw new TrainingDataException($"Row {row} has the label {labels.Bytes[row]}; {classes} classes have labels 0 to {classes - 1}");
        }
    }

    private static Tensor Rows(ReadOnlySpan<byte> content, int rows, int columns) =>
        new(new TensorType(DataType.UInt8, Shape.Of((uint)rows, (uint)columns)), content);

    private static Tensor Labels(ReadOnlySpan<byte> content) => new(new TensorType(DataType.UInt8, Shape.Of((uint)content.Length)), content);
}
