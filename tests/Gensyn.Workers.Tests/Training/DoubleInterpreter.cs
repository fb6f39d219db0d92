using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Tests.Training;

/// <summary>Record lists in binary64, from textbook formulas: shares nothing with the operators but their numbers and attributes.</summary>
/// <remarks>Integers are held as doubles too. Only what gradients are made of, and can be taken of, is here.</remarks>
internal static class DoubleInterpreter
{
    /// <summary>Adds the output of every record to the values, which hold states and data at first.</summary>
    public static void Run(RecordList list, Dictionary<TensorRef, double[]> values)
    {
        for (int i = 0; i < list.Records.Count; i++)
        {
            ImmutableArray<GraphValue> inputs = list.InputsOf(i);
            values[TensorRef.Record(i)] = Compute(list.Records[i], [.. inputs.Select(static input => input.Shape)], [.. inputs.Select(input => values[input.Reference])]);
        }
    }

    /// <summary>The output of one record.</summary>
    public static double[] Compute(GraphRecord record, Shape[] shapes, double[][] inputs)
    {
        Shape shape = record.Output.Shape;
        double[] output = new double[shape.Elements];
        double[] x = inputs[0], y = inputs.Length > 1 ? inputs[1] : [];
        OperatorAttributes attributes = record.Attributes;
        int columns = shapes[0].Columns;
        double a = BitConverter.UInt32BitsToSingle(attributes.A);
        switch (record.Operator)
        {
            case OperatorId.Add:
                return Each(output, i => x[i] + y[Beside(i)]);
            case OperatorId.Subtract:
                return Each(output, i => x[i] - y[Beside(i)]);
            case OperatorId.Multiply:
                return Each(output, i => x[i] * y[Beside(i)]);
            case OperatorId.Divide:
                return Each(output, i => x[i] / y[Beside(i)]);
            case OperatorId.Average:
                return Each(output, i => (a * x[i]) + (BitConverter.UInt32BitsToSingle(attributes.B) * y[i]));
            case OperatorId.Scale:
                return Each(output, i => x[i] * a);
            case OperatorId.Offset:
                return Each(output, i => x[i] + a);
            case OperatorId.Relu:
                return Each(output, i => Math.Max(0, x[i]));
            case OperatorId.ReluGrad:
                return Each(output, i => y[i] > 0 ? x[i] : 0);
            case OperatorId.Abs:
                return Each(output, i => Math.Abs(x[i]));
            case OperatorId.Sign:
                return Each(output, i => Math.Sign(x[i]));
            case OperatorId.Exp:
                return Each(output, i => Math.Exp(x[i]));
            case OperatorId.Log:
                return Each(output, i => Math.Log(x[i]));
            case OperatorId.Sqrt:
                return Each(output, i => Math.Sqrt(x[i]));
            case OperatorId.Rsqrt:
                return Each(output, i => 1 / Math.Sqrt(x[i]));
            case OperatorId.Tanh:
                return Each(output, i => Math.Tanh(x[i]));
            case OperatorId.TanhGrad:
                return Each(output, i => x[i] * (1 - (y[i] * y[i])));
            case OperatorId.Sigmoid:
                return Each(output, i => Sigmoid(x[i]));
            case OperatorId.SigmoidGrad:
                return Each(output, i => x[i] * y[i] * (1 - y[i]));
            case OperatorId.Silu:
                return Each(output, i => x[i] * Sigmoid(x[i]));
            case OperatorId.SiluGrad:
                return Each(output, i => x[i] * (Sigmoid(y[i]) + (y[i] * Sigmoid(y[i]) * (1 - Sigmoid(y[i])))));
            case OperatorId.Erf:
                return Each(output, i => Erf(x[i]));
            case OperatorId.Gelu:
                return Each(output, i => x[i] * Normal(x[i]));
            case OperatorId.GeluGrad:
                return Each(output, i => x[i] * (Normal(y[i]) + (y[i] * Math.Exp(-y[i] * y[i] / 2) / Math.Sqrt(2 * Math.PI))));
            case OperatorId.Sin:
                return Each(output, i => Math.Sin(x[i]));
            case OperatorId.Cos:
                return Each(output, i => Math.Cos(x[i]));
            case OperatorId.BinaryCrossEntropy:
                return Each(output, i => -(y[i] * Math.Log(Sigmoid(x[i]))) - ((1 - y[i]) * Math.Log(1 - Sigmoid(x[i]))));
            case OperatorId.CrossEntropyLoss:
                return Each(output, i => Math.Log(y[i]) - (inputs[2][i] < columns ? x[(i * columns) + (int)inputs[2][i]] : 0));
            case OperatorId.CrossEntropyGrad:
                return Each(output, i => ((x[i] / y[i / columns]) - (inputs[2][i / columns] == i % columns ? 1 : 0)) * a);
            case OperatorId.NotEqual:
                return Each(output, i => x[i] == attributes.A ? 0 : 1);
            case OperatorId.RowSum:
                return Each(output, i => Row(x, i).Sum());
            case OperatorId.RowDot:
                return Each(output, i => Row(x, i).Zip(Row(y, i), static (p, q) => p * q).Sum());
            case OperatorId.RowMax:
                return Each(output, i => Row(x, i).Max());
            case OperatorId.RowArgMax:
                return Each(output, i => Row(x, i).ToList().IndexOf(Row(x, i).Max()));
            case OperatorId.ColumnSum:
                for (int i = 0; i < x.Length; i++) output[i % columns] += x[i];
                return output;
            case OperatorId.ColumnDot:
                for (int i = 0; i < x.Length; i++) output[i % columns] += x[i] * y[i];
                return output;
            case OperatorId.SumBlocks:
                for (int i = 0; i < x.Length; i++) output[i / 1024] += x[i];
                return output;
            case OperatorId.Expand:
                return Each(output, i => x[Across((Spread)attributes.A, i, x.Length, shape.Columns)]);
            case OperatorId.MatMul:
                Product(attributes, shapes[0].Rows, columns, shape.Columns, x, y, output);
                return output;
            case OperatorId.BatchMatMul:
                Pairs(attributes, shapes, shape, x, y, output);
                return output;
            case OperatorId.Reshape:
                return [.. x];
            case OperatorId.Permute:
                Permute(attributes.A, shapes[0], shape, x, output);
                return output;
            case OperatorId.Slice:
                return Each(output, i => x[((i / shape.Columns) + (int)attributes.A) * columns + (i % shape.Columns) + (int)attributes.B]);
            case OperatorId.Pad:
                for (int i = 0; i < x.Length; i++) output[((i / columns) + (int)attributes.A) * shape.Columns + (i % columns) + (int)attributes.B] = x[i];
                return output;
            case OperatorId.Concat:
                return [.. Enumerable.Range(0, shape.Rows).SelectMany(row => x.Skip(row * columns).Take(columns).Concat(y.Skip(row * shapes[1].Columns).Take(shapes[1].Columns)))];
            case OperatorId.Unfold:
                double outside = BitConverter.UInt32BitsToSingle(attributes.D);
                Slide(attributes, shapes[0], shape, (place, window) => output[window] = place < 0 ? outside : x[place]);
                return output;
            case OperatorId.Fold:
                Slide(attributes, shape, shapes[0], (place, window) => output[Math.Max(place, 0)] += place < 0 ? 0 : x[window]);
                return output;
            case OperatorId.GatherRows:
                return Each(output, i => (int)x[i / shape.Columns] < shapes[1].Rows ? y[((int)x[i / shape.Columns] * shape.Columns) + (i % shape.Columns)] : 0);
            case OperatorId.ScatterRows:
                for (int i = 0; i < y.Length; i++)
                {
                    int row = (int)x[i / shape.Columns];
                    if (row < shape.Rows) output[(row * shape.Columns) + (i % shape.Columns)] += y[i];
                }

                return output;
            case OperatorId.Pick:
                return Each(output, i => y[i] < columns ? x[(i * columns) + (int)y[i]] : 0);
            case OperatorId.Place:
                for (int i = 0; i < x.Length; i++)
                {
                    if (y[i] < shape.Columns) output[(i * shape.Columns) + (int)y[i]] = x[i];
                }

                return output;
            case OperatorId.CausalMask:
                return Each(output, i => i % columns <= i / columns % columns ? x[i] : a);
            default:
                throw new NotSupportedException($"{record.Operator} has no textbook formula here.");
        }

        int Beside(int i) => Across((Spread)attributes.A, i, y.Length, columns);
        IEnumerable<double> Row(double[] of, int row) => of.Skip(row * columns).Take(columns);
    }

    private static double[] Each(double[] output, Func<int, double> formula)
    {
        for (int i = 0; i < output.Length; i++) output[i] = formula(i);
        return output;
    }

    private static int Across(Spread spread, int i, int length, int columns) => spread switch
    {
        Spread.PerRow => i / columns,
        Spread.Single => 0,
        _ => i % length,
    };

    private static void Product(OperatorAttributes attributes, int leftRows, int leftColumns, int columns, ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> output)
    {
        (int rows, int depth) = attributes.A == 0 ? (leftRows, leftColumns) : (leftColumns, leftRows);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                for (int k = 0; k < depth; k++)
                {
                    output[(i * columns) + j] += x[attributes.A == 0 ? (i * depth) + k : (k * rows) + i] * y[attributes.B == 0 ? (k * columns) + j : (j * depth) + k];
                }
            }
        }
    }

    private static void Pairs(OperatorAttributes attributes, Shape[] shapes, Shape shape, double[] x, double[] y, double[] output)
    {
        int rows = (int)shapes[0][shapes[0].Rank - 2], left = rows * shapes[0].Columns, pairs = x.Length / left;
        int right = y.Length / pairs, result = output.Length / pairs;
        for (int pair = 0; pair < pairs; pair++)
        {
            Product(attributes, rows, shapes[0].Columns, shape.Columns, x.AsSpan(pair * left, left), y.AsSpan(pair * right, right), output.AsSpan(pair * result, result));
        }
    }

    private static void Permute(uint order, Shape from, Shape to, double[] x, double[] output)
    {
        int[] index = new int[from.Rank];
        for (int number = 0; number < x.Length; number++)
        {
            for (int i = from.Rank - 1, rest = number; i >= 0; rest /= (int)from[i], i--) index[i] = rest % (int)from[i];
            int place = 0;
            for (int i = 0; i < to.Rank; i++) place = (place * (int)to[i]) + index[(order >> (4 * i)) & 0xF];
            output[place] = x[number];
        }
    }

    // Calls back with the image's element, −1 outside, for each element of the windows in their order: image number, window, group, kernel place, channel.
    private static void Slide(OperatorAttributes attributes, Shape image, Shape windows, Action<int, int> visit)
    {
        int B(uint word, int at) => (int)((word >> (8 * at)) & 0xFF);
        int groups = (int)attributes.C, channels = (int)image[3] / groups, window = 0;
        for (int n = 0; n < windows[0]; n++)
        {
            for (int top = 0; top < windows[1]; top++)
            {
                for (int left = 0; left < windows[2]; left++)
                {
                    for (int group = 0; group < groups; group++)
                    {
                        for (int kernel = 0; kernel < B(attributes.A, 0) * B(attributes.A, 1); kernel++)
                        {
                            int h = (top * B(attributes.A, 2)) + (kernel / B(attributes.A, 1) * B(attributes.B, 2)) - B(attributes.B, 0);
                            int w = (left * B(attributes.A, 3)) + (kernel % B(attributes.A, 1) * B(attributes.B, 3)) - B(attributes.B, 1);
                            bool inside = h >= 0 && h < image[1] && w >= 0 && w < image[2];
                            for (int c = 0; c < channels; c++)
                            {
                                visit(inside ? (((((n * (int)image[1]) + h) * (int)image[2]) + w) * (int)image[3]) + (group * channels) + c : -1, window++);
                            }
                        }
                    }
                }
            }
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Normal(double x) => (1 + Erf(x / Math.Sqrt(2))) / 2;

    /// <summary>The series of the error function, exact to 10⁻¹² below 3.</summary>
    private static double Erf(double x)
    {
        double term = x, sum = x;
        for (int n = 1; n < 100; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
