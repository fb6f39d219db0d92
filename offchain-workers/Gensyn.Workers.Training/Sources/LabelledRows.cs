using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Rows with a target each, split into those that train and those held out.</summary>
/// <param name="TrainingRows">The rows that batches are drawn from.</param>
/// <param name="TrainingLabels">Their targets: labels, or numbers.</param>
/// <param name="HeldOutRows">The rows that only the evaluation reads.</param>
/// <param name="HeldOutLabels">Their targets.</param>
public sealed record LabelledRows(Tensor TrainingRows, Tensor TrainingLabels, Tensor HeldOutRows, Tensor HeldOutLabels)
{
    /// <summary>Height, width and channels of a row, where it is an image.</summary>
    public (int Height, int Width, int Channels)? Image { get; init; }

    /// <summary>The tensors in the order in which graphs read them.</summary>
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
    public static LabelledRows ReadIdx(string rowsPath, string labelsPath, int training, int heldOut, long? limit = null) =>
        LabelledTable.ReadIdx(rowsPath, labelsPath, limit: limit).Split(training, heldOut);

    /// <summary>How many classes the labels need: one more than the largest that counts.</summary>
    /// <param name="ignored">The label that does not count.</param>
    public int CountClasses(uint? ignored = null) => 1 + AllLabels().Where(label => label != ignored).Select(static label => (int)label).DefaultIfEmpty().Max();

    /// <summary>Refuses labels that a classifier of this many classes has no output for.</summary>
    /// <param name="classes">How many there are.</param>
    /// <param name="ignored">The label that may be any.</param>
    /// <exception cref="TrainingDataException">There is such a label.</exception>
    public void RequireLabelsBelow(int classes, uint? ignored = null)
    {
        foreach ((uint label, int row) in AllLabels().Select(static (label, index) => (label, index)))
        {
            if (label < classes || label == ignored) continue;
            int training = TrainingLabels.Type.Shape.Columns;
            string where = row < training ? $"Row {row}" : $"Held-out row {row - training}";
            throw new TrainingDataException($"{where} has the label {label}; {classes} classes have labels 0 to {classes - 1}");
        }
    }

    private IEnumerable<uint> AllLabels()
    {
        foreach (Tensor labels in (Tensor[])[TrainingLabels, HeldOutLabels])
        {
            for (int i = 0; i < labels.Type.Shape.Columns; i++) yield return labels.Type.Type == DataType.UInt8 ? labels.Bytes[i] : labels.Words[i];
        }
    }

    private static Tensor Rows(ReadOnlySpan<byte> content, int rows, int columns) =>
        new(new TensorType(DataType.UInt8, Shape.Of((uint)rows, (uint)columns)), content);

    private static Tensor Labels(ReadOnlySpan<byte> content) => new(new TensorType(DataType.UInt8, Shape.Of((uint)content.Length)), content);
}
