using System.Collections.Immutable;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>How a weight of a model lies in the task's state: its dimensions taken apart, in another order, and put together again.</summary>
/// <param name="View">The sizes that the model's tensor is taken apart into.</param>
/// <param name="Order">For each dimension of the state's tensor, which of the view's it is.</param>
/// <param name="Stored">The state's tensor.</param>
public sealed record WeightLayout(ImmutableArray<int> View, ImmutableArray<int> Order, Shape Stored)
{
    /// <summary>The same order and these extents.</summary>
    public static WeightLayout AsIs(Shape stored) => new([stored.Elements], [0], stored);

    /// <summary>A matrix turned.</summary>
    public static WeightLayout Transposed(int rows, int columns) => new([rows, columns], [1, 0], Shape.Of((uint)columns, (uint)rows));

    /// <summary>PyTorch's [O, C/groups, KH, KW] as [groups, KH·KW·C/groups, O/groups], one matrix without groups.</summary>
    public static WeightLayout Convolution(int outputs, int channels, int height, int width, int groups)
    {
        uint terms = (uint)(channels * height * width);
        return new(
            [groups, outputs / groups, channels, height, width], [0, 3, 4, 2, 1],
            groups == 1 ? Shape.Of(terms, (uint)outputs) : Shape.Of((uint)groups, terms, (uint)(outputs / groups)));
    }

    /// <summary>A dense layer's weight behind a flattened image [C, H, W] that lies [H, W, C]: [inputs, outputs], or turned.</summary>
    public static WeightLayout AfterImage(int channels, int height, int width, int outputs, bool transposed)
    {
        Shape stored = Shape.Of((uint)(channels * height * width), (uint)outputs);
        return transposed ? new([outputs, channels, height, width], [2, 3, 1, 0], stored) : new([channels, height, width, outputs], [1, 2, 0, 3], stored);
    }

    /// <summary>The state's elements from the model's; both of <see cref="Stored"/>'s count.</summary>
    public void ToState(ReadOnlySpan<float> model, Span<float> state) => Move(model, state, toState: true);

    /// <summary>The model's elements from the state's; both of <see cref="Stored"/>'s count.</summary>
    public void ToModel(ReadOnlySpan<float> state, Span<float> model) => Move(state, model, toState: false);

    /// <inheritdoc/>
    public bool Equals(WeightLayout? other) => other is not null && Stored == other.Stored && View.SequenceEqual(other.View) && Order.SequenceEqual(other.Order);

    /// <inheritdoc/>
    public override int GetHashCode() => Stored.GetHashCode();

    private void Move(ReadOnlySpan<float> from, Span<float> to, bool toState)
    {
        int rank = View.Length;
        Span<int> steps = stackalloc int[rank], index = stackalloc int[rank];
        index.Clear();
        for (int i = 0; i < rank; i++) steps[i] = Dimensions.Count(View.AsSpan()[(Order[i] + 1)..]);
        for (int stored = 0, place = 0; stored < Stored.Elements; stored++)
        {
            if (toState) to[stored] = from[place];
            else to[place] = from[stored];
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                place += steps[axis];
                if (++index[axis] < View[Order[axis]]) break;
                place -= steps[axis] * index[axis];
                index[axis] = 0;
            }
        }
    }
}
