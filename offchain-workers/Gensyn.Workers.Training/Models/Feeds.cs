using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Models;

/// <summary>Where a model's examples come from: how records read a step's batch, and the held-out examples, out of the task's data tensors.</summary>
public abstract record Feed
{
    /// <summary>Says what the data should have been; null when they fit.</summary>
    public abstract string? Check(ImmutableArray<TensorType> data);

    /// <summary>The examples of a step in so many equal parts, and what the model should say of each; parts are written as they are asked for.</summary>
    public abstract IEnumerable<(GraphValue Input, GraphValue Target)> Batches(RecordList list, ImmutableArray<GraphValue> data, int parts);

    /// <summary>The held-out examples in parts of a limited size, so that evaluation needs little memory.</summary>
    public abstract IEnumerable<(GraphValue Input, GraphValue Target)> HeldOut(RecordList list, ImmutableArray<GraphValue> data);

    /// <summary>Places in the data, in equal parts in order.</summary>
    private protected static IEnumerable<GraphValue> Split(RecordList list, GraphValue places, int parts)
    {
        int size = places.Shape.Columns;
        if (parts < 1 || size % parts != 0) throw new ArgumentException($"{parts} micro-batches do not divide a batch of {size}.", nameof(parts));
        if (parts == 1) return [places];
        return Enumerable.Range(0, parts).Select(part => list.Columns(places, part * (size / parts), size / parts));
    }
}

/// <summary>Rows with targets: training rows, their targets, held-out rows, their targets.</summary>
/// <remarks>Rows are bytes, which become numbers from 0 to 1, or Float32 [rows, columns]. Targets are labels, UInt8 or UInt32 [rows], or numbers, Float32 [rows, outputs].</remarks>
/// <param name="BatchSize">Rows of a step.</param>
/// <param name="Image">Height, width and channels of a row as an image; null leaves it a row.</param>
public sealed record LabelledFeed(int BatchSize, (int Height, int Width, int Channels)? Image = null) : Feed
{
    private const float ByteScale = 1f / 255f;
    private const int PartRows = 250;

    /// <inheritdoc/>
    public override string? Check(ImmutableArray<TensorType> data)
    {
        if (data.Length != 4) return "four tensors: training rows, their targets, held-out rows, their targets";
        (TensorType rows, TensorType targets, TensorType heldOut, TensorType heldOutTargets) = (data[0], data[1], data[2], data[3]);
        if (rows.Type == DataType.UInt32 || heldOut.Type != rows.Type) return $"rows of bytes or of Float32, not {rows} and {heldOut}";
        if (rows.Shape.Rank < 2 || heldOut.Shape.Rank < 2) return $"rows of at least two dimensions, not {rows} and {heldOut}";
        if (rows.Type == DataType.Float32 && (rows.Shape.Rank > 2 || heldOut.Shape.Rank > 2)) return $"Float32 [rows, columns], not {rows} and {heldOut}";
        if (rows.Shape.Columns != heldOut.Shape.Columns) return $"rows of one length, not {rows} and {heldOut}";
        if (!AreTargets(targets, rows) || !AreTargets(heldOutTargets, heldOut)) return $"a label for each row, or numbers [rows, outputs], not {targets} for {rows} and {heldOutTargets} for {heldOut}";
        if (targets.Type != heldOutTargets.Type || (targets.Type == DataType.Float32 && targets.Shape.Columns != heldOutTargets.Shape.Columns)) return $"targets of one kind, not {targets} and {heldOutTargets}";
        string unit = rows.Type == DataType.UInt8 ? "bytes" : "numbers";
        return Image is { } image && image.Height * image.Width * image.Channels != rows.Shape.Columns ? $"rows of {image.Height} × {image.Width} × {image.Channels} {unit}, not {rows}" : null;
    }

    /// <inheritdoc/>
    public override IEnumerable<(GraphValue Input, GraphValue Target)> Batches(RecordList list, ImmutableArray<GraphValue> data, int parts)
    {
        foreach (GraphValue indices in Split(list, list.BatchIndices(BatchSize, data[0].Shape.Rows), parts))
        {
            GraphValue rows = data[0].Type.Type == DataType.Float32 ? list.GatherRows(indices, data[0]) : list.Gather(indices, data[0], ByteScale);
            yield return (AsImages(list, rows), data[1].Type.Type switch
            {
                DataType.Float32 => list.GatherRows(indices, data[1]),
                DataType.UInt32 => list.GatherWindows(indices, data[1], 1, 0),
                _ => list.GatherLabels(indices, data[1]),
            });
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(GraphValue Input, GraphValue Target)> HeldOut(RecordList list, ImmutableArray<GraphValue> data)
    {
        for (int first = 0; first < data[2].Shape.Rows; first += PartRows)
        {
            int count = Math.Min(PartRows, data[2].Shape.Rows - first);
            GraphValue rows = data[2].Type.Type == DataType.Float32 ? list.Rows(data[2], first, count) : list.ImportRows(data[2], first, count, ByteScale);
            yield return (AsImages(list, rows), data[3].Type.Type switch
            {
                DataType.Float32 => list.Rows(data[3], first, count),
                DataType.UInt32 => list.ImportWindows(data[3], first, 1, count, 1),
                _ => list.ImportLabels(data[3], first, count),
            });
        }
    }

    private static bool AreTargets(TensorType targets, TensorType rows) => targets.Type == DataType.Float32
        ? targets.Shape.Rank == 2 && targets.Shape.Rows == rows.Shape.Rows
        : targets.Shape == Shape.Of((uint)rows.Shape.Rows);

    private GraphValue AsImages(RecordList list, GraphValue rows) => Image is { } image
        ? list.Reshape(rows, Shape.Of((uint)rows.Shape.Rows, (uint)image.Height, (uint)image.Width, (uint)image.Channels))
        : rows;
}

/// <summary>A text as tokens: the one that is trained on, and a held-out one. The model is to say, at each place, the token that follows.</summary>
/// <param name="BatchSize">Windows of a step.</param>
/// <param name="Context">Tokens of a window.</param>
/// <param name="HeldOutWindows">The most windows of the held-out text that are looked at.</param>
public sealed record TextFeed(int BatchSize, int Context, int HeldOutWindows = 64) : Feed
{
    private const int PartWindows = 16;

    /// <inheritdoc/>
    public override string? Check(ImmutableArray<TensorType> data)
    {
        if (data.Length != 2 || data.Any(static one => one.Type == DataType.Float32 || one.Shape.Rank != 1)) return "two texts of tokens, UInt8 or UInt32 [length]: one to train on, one held out";
        return data.All(one => one.Shape.Columns > Context + 1) ? null : $"texts longer than a window of {Context} and one more token, not {data[0]} and {data[1]}";
    }

    /// <inheritdoc/>
    public override IEnumerable<(GraphValue Input, GraphValue Target)> Batches(RecordList list, ImmutableArray<GraphValue> data, int parts)
    {
        foreach (GraphValue places in Split(list, list.BatchIndices(BatchSize, data[0].Shape.Columns - Context), parts))
        {
            yield return (list.GatherWindows(places, data[0], Context, 0), list.GatherWindows(places, data[0], Context, 1));
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(GraphValue Input, GraphValue Target)> HeldOut(RecordList list, ImmutableArray<GraphValue> data)
    {
        int windows = Math.Min(HeldOutWindows, (data[1].Shape.Columns - 1) / Context);
        for (int first = 0; first < windows; first += PartWindows)
        {
            int count = Math.Min(PartWindows, windows - first), place = first * Context;
            yield return (list.ImportWindows(data[1], place, Context, count, Context), list.ImportWindows(data[1], place + 1, Context, count, Context));
        }
    }
}
