using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Models;

/// <summary>Where a model's examples come from: how records read a step's batch, and the held-out examples, out of the task's data tensors.</summary>
public abstract record Feed
{
    /// <summary>Says what the data should have been; null when they fit.</summary>
    public abstract string? Check(ImmutableArray<TensorType> data);

    /// <summary>The examples of a step, and what the model should say of each.</summary>
    public abstract (GraphValue Input, GraphValue Target) Batch(RecordList list, ImmutableArray<GraphValue> data);

    /// <summary>The held-out examples in parts of a limited size, so that evaluation needs little memory.</summary>
    public abstract IEnumerable<(GraphValue Input, GraphValue Target)> HeldOut(RecordList list, ImmutableArray<GraphValue> data);
}

/// <summary>Labelled rows of bytes: training rows, training labels, held-out rows, held-out labels. Bytes become numbers from 0 to 1.</summary>
/// <param name="BatchSize">Rows of a step.</param>
/// <param name="Image">Height, width and channels of a row as an image; null leaves it a row.</param>
public sealed record LabelledFeed(int BatchSize, (int Height, int Width, int Channels)? Image = null) : Feed
{
    private const float ByteScale = 1f / 255f;
    private const int PartRows = 250;

    /// <inheritdoc/>
    public override string? Check(ImmutableArray<TensorType> data)
    {
        if (data.Length != 4 || data.Any(static one => one.Type != DataType.UInt8)) return "four tensors of bytes: training rows, their labels, held-out rows, their labels";
        if (data[0].Shape.Rank < 2 || data[2].Shape.Rank < 2) return $"rows of at least two dimensions, not {data[0]} and {data[2]}";
        if (data[0].Shape.Columns != data[2].Shape.Columns) return $"rows of one length, not {data[0]} and {data[2]}";
        if (data[1] != Labels(data[0]) || data[3] != Labels(data[2])) return $"a label for each row, not {data[1]} for {data[0]} and {data[3]} for {data[2]}";
        if (Image is { } image && image.Height * image.Width * image.Channels != data[0].Shape.Columns) return $"rows of {image.Height} × {image.Width} × {image.Channels} bytes, not {data[0]}";
        return null;
    }

    /// <inheritdoc/>
    public override (GraphValue Input, GraphValue Target) Batch(RecordList list, ImmutableArray<GraphValue> data)
    {
        GraphValue indices = list.BatchIndices(BatchSize, data[0].Shape.Rows);
        return (AsImages(list, list.Gather(indices, data[0], ByteScale)), list.GatherLabels(indices, data[1]));
    }

    /// <inheritdoc/>
    public override IEnumerable<(GraphValue Input, GraphValue Target)> HeldOut(RecordList list, ImmutableArray<GraphValue> data)
    {
        for (int first = 0; first < data[2].Shape.Rows; first += PartRows)
        {
            int count = Math.Min(PartRows, data[2].Shape.Rows - first);
            yield return (AsImages(list, list.ImportRows(data[2], first, count, ByteScale)), list.ImportLabels(data[3], first, count));
        }
    }

    private static TensorType Labels(TensorType rows) => new(DataType.UInt8, Shape.Of((uint)rows.Shape.Rows));

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
    public override (GraphValue Input, GraphValue Target) Batch(RecordList list, ImmutableArray<GraphValue> data)
    {
        GraphValue places = list.BatchIndices(BatchSize, data[0].Shape.Columns - Context);
        return (list.GatherWindows(places, data[0], Context, 0), list.GatherWindows(places, data[0], Context, 1));
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
