using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Training.Engines;

/// <summary>Makes operations of the records of a phase: reshapes disappear, and windows that only one kernel needs are never written.</summary>
internal sealed class Fusions
{
    // How many times as many elements as an image may have with its padding, besides a few; and how many at most.
    private const uint MostPadding = 4;
    private const uint SmallImage = 1 << 18;
    private const uint MostPadded = 1 << 28;

    private readonly TaskGraph _graph;
    private readonly ImmutableArray<GraphRecord> _records;
    private readonly List<int>[] _readers;
    private readonly bool[] _isKept;
    private readonly bool[] _isCovered;
    private readonly Dictionary<int, Operation> _instead = [];
    private readonly TensorRef[] _roots;

    private Fusions(TaskGraph graph, GraphPhase phase)
    {
        _graph = graph;
        _records = graph.Records(phase);
        _readers = [.. _records.Select(static _ => new List<int>())];
        _isKept = new bool[_records.Length];
        _isCovered = new bool[_records.Length];
        _roots = [.. Enumerable.Range(0, _records.Length).Select(TensorRef.Record)];
        foreach (int record in KeptRecords(graph, phase)) _isKept[record] = true;
        for (int i = 0; i < _records.Length; i++)
        {
            foreach (TensorRef input in _records[i].Inputs)
            {
                if (input.Source == TensorSource.Record) _readers[input.Index].Add(i);
            }
        }
    }

    /// <summary>The records whose outputs leave the phase.</summary>
    public static IEnumerable<int> KeptRecords(TaskGraph graph, GraphPhase phase) => phase switch
    {
        GraphPhase.Initialisation => graph.Slots.Select(static slot => (int)slot.InitialRecord),
        GraphPhase.Step => graph.Slots.Select(static slot => (int)slot.StepRecord).Concat(graph.DivergenceRecord is { } watched ? [watched] : []),
        _ => [graph.MetricRecord],
    };

    /// <summary>An operation for each record, and each output a tensor of its own.</summary>
    public static (ImmutableArray<Operation> Operations, ImmutableArray<TensorRef> Roots) None(TaskGraph graph, GraphPhase phase)
    {
        Fusions fusions = new(graph, phase);
        return ([.. Enumerable.Range(0, fusions._records.Length).Select(fusions.Plain)], [.. fusions._roots]);
    }

    /// <summary>The operations in the records' order, and for each record the tensor that its output lies in.</summary>
    public static (ImmutableArray<Operation> Operations, ImmutableArray<TensorRef> Roots) Find(TaskGraph graph, GraphPhase phase)
    {
        Fusions fusions = new(graph, phase);
        for (int i = 0; i < fusions._records.Length; i++)
        {
            if (fusions._records[i].Operator == OperatorId.Unfold && !fusions.TryConvolution(i)) fusions.TryMaxPool(i);
            else if (fusions._records[i].Operator == OperatorId.Fold) fusions.TryMaxPoolGradient(i);
        }

        ImmutableArray<Operation>.Builder operations = ImmutableArray.CreateBuilder<Operation>();
        for (int i = 0; i < fusions._records.Length; i++)
        {
            GraphRecord record = fusions._records[i];
            if (fusions._instead.TryGetValue(i, out Operation? fused)) operations.Add(fused with { Inputs = [.. fused.Inputs.Select(fusions.Root)] });
            else if (fusions._isCovered[i]) continue;
            else if (record.Operator == OperatorId.Reshape && fusions.IsSeenThrough(i)) fusions._roots[i] = fusions.Root(record.Inputs[0]);
            else operations.Add(fusions.Plain(i));
        }

        return (operations.ToImmutable(), [.. fusions._roots]);
    }

    // What leaves the phase is copied out of a slot, which may hold something else by then.
    private bool IsSeenThrough(int reshape) => !_isKept[reshape] || Root(_records[reshape].Inputs[0]).Source == TensorSource.Record;

    private TensorRef Root(TensorRef reference) => reference.Source == TensorSource.Record ? _roots[reference.Index] : reference;

    private TensorType TypeOf(TensorRef reference) => reference.Source switch
    {
        TensorSource.Record => _records[reference.Index].Output,
        TensorSource.State => _graph.Slots[reference.Index].Type,
        _ => _graph.Data[reference.Index],
    };

    private Operation Plain(int record) => Make(OperationKind.Record, record, _records[record].Inputs, [record], _records[record].Attributes) with
    {
        Inputs = [.. _records[record].Inputs.Select(Root)],
    };

    private Operation Make(OperationKind kind, int record, ImmutableArray<TensorRef> inputs, ImmutableArray<int> outputs, OperatorAttributes attributes) =>
        new(kind, record, inputs, [.. inputs.Select(TypeOf)], outputs, [.. outputs.Select(output => _records[output].Output)], attributes);

    // The only reader of a record's output, where it has one and the output goes nowhere else.
    private int? OnlyReader(int record, OperatorId id) =>
        !_isKept[record] && _readers[record] is [int reader] && _records[reader].Operator == id ? reader : null;

    private bool TryConvolution(int unfold)
    {
        GraphRecord windows = _records[unfold];
        if (_isKept[unfold] || new WindowGeometry(windows.Attributes).Groups != 1 || _readers[unfold].Count == 0) return false;
        bool fits = _readers[unfold].All(reader => _records[reader] is { Operator: OperatorId.MatMul, Attributes.B: 0 } product
            && product.Inputs[0] == TensorRef.Record(unfold) && product.Inputs[1] != TensorRef.Record(unfold));
        if (!fits || !IsCompact(new WindowGeometry(windows.Attributes), TypeOf(windows.Inputs[0]).Shape, windows.Output.Shape)) return false;
        _isCovered[unfold] = true;
        foreach (int reader in _readers[unfold])
        {
            GraphRecord product = _records[reader];
            OperationKind kind = product.Attributes.A == 0 ? OperationKind.Convolution : OperationKind.ConvolutionWeightGradient;
            Operation fused = Make(kind, reader, [windows.Inputs[0], product.Inputs[1]], [reader], windows.Attributes);

            // The kernel sees the product and its other side by window, not only as matrices.
            _instead[reader] = kind == OperationKind.Convolution
                ? fused with { OutputTypes = [WithWindows(windows.Output, product.Output)] }
                : fused with { InputTypes = [fused.InputTypes[0], WithWindows(windows.Output, fused.InputTypes[1])] };
        }

        return true;
    }

    // Whether the image with the padding that all windows need is not much larger than the image: a graph may put two windows far apart.
    private static bool IsCompact(WindowGeometry geometry, Shape image, Shape windows)
    {
        long height = ((windows[1] - 1L) * geometry.StrideHeight) + (geometry.DilationHeight * (geometry.KernelHeight - 1L)) + 1;
        long width = ((windows[2] - 1L) * geometry.StrideWidth) + (geometry.DilationWidth * (geometry.KernelWidth - 1L)) + 1;
        UInt128 padded = (UInt128)height * (UInt128)width * image[3], whole = (UInt128)image[1] * image[2] * image[3];
        return padded <= (MostPadding * whole) + SmallImage && padded <= MostPadded;
    }

    private static TensorType WithWindows(TensorType windows, TensorType gradient) =>
        gradient with { Shape = Shape.Of(windows.Shape[0], windows.Shape[1], windows.Shape[2], (uint)gradient.Shape.Columns) };

    private void TryMaxPool(int unfold)
    {
        GraphRecord windows = _records[unfold];
        WindowGeometry geometry = new(windows.Attributes);
        if (OnlyReader(unfold, OperatorId.Reshape) is not { } rows || !IsByChannel(geometry, windows.Output, _records[rows].Output) || _isKept[rows]) return;
        int[] largest = [.. _readers[rows].Where(reader => _records[reader].Operator == OperatorId.RowMax)];
        int[] places = [.. _readers[rows].Where(reader => _records[reader].Operator == OperatorId.RowArgMax)];
        if (largest is not [int value] || places.Length > 1 || _readers[rows].Count != 1 + places.Length) return;
        _isCovered[unfold] = _isCovered[rows] = true;
        Operation fused = Make(OperationKind.MaxPool, value, [windows.Inputs[0]], [value, .. places], windows.Attributes);
        Shape pooled = Pooled(windows.Output.Shape, geometry.Groups);

        // In the place of the first of both, since something may read it before the other.
        foreach (int made in fused.Outputs) _isCovered[made] = true;
        _instead[fused.Outputs.Min()] = fused with { OutputTypes = [.. fused.OutputTypes.Select(type => type with { Shape = pooled })] };
    }

    private void TryMaxPoolGradient(int fold)
    {
        GraphRecord record = _records[fold];
        WindowGeometry geometry = new(record.Attributes);

        // Windows that do not overlap: each place of the image then has one term at most.
        if (geometry.StrideHeight < geometry.KernelHeight || geometry.StrideWidth < geometry.KernelWidth || geometry.DilationHeight != 1 || geometry.DilationWidth != 1) return;
        if (record.Inputs[0] is not { Source: TensorSource.Record, Index: var reshape } || _records[reshape].Operator != OperatorId.Reshape) return;
        if (_records[reshape].Inputs[0] is not { Source: TensorSource.Record, Index: var place } || _records[place].Operator != OperatorId.Place) return;
        if (OnlyReader(reshape, OperatorId.Fold) is null || OnlyReader(place, OperatorId.Reshape) is null) return;
        if (!IsByChannel(geometry, _records[reshape].Output, _records[place].Output)) return;
        _isCovered[reshape] = _isCovered[place] = true;
        Operation fused = Make(OperationKind.MaxPoolGradient, fold, _records[place].Inputs, [fold], record.Attributes);
        Shape pooled = Pooled(_records[reshape].Output.Shape, geometry.Groups);
        _instead[fold] = fused with { InputTypes = [.. fused.InputTypes.Select(type => type with { Shape = pooled })] };
    }

    private static Shape Pooled(Shape windows, int channels) => Shape.Of(windows[0], windows[1], windows[2], (uint)channels);

    // Whether the rows are one for each window of each channel.
    private static bool IsByChannel(WindowGeometry geometry, TensorType windows, TensorType rows) =>
        windows.Shape.Columns == geometry.Groups * geometry.Positions && rows.Shape.Rank == 2 && rows.Shape.Columns == geometry.Positions;
}
