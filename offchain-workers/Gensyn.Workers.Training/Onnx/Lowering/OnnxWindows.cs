using Gensyn.Verification.Operators;
using static Gensyn.Workers.Training.Onnx.OnnxValue;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>Where the windows of a convolution or pooling stand on an image [N, C, H, W], or on a line [N, C, L] that is an image of one row.</summary>
internal sealed class OnnxWindows
{
    private readonly int[] _sizes;
    private readonly int[] _kernel;
    private readonly int[] _strides;
    private readonly int[] _dilations;
    private readonly int[] _pads;

    /// <summary>Reads a node's strides, dilations and padding.</summary>
    /// <param name="node">The convolution or pooling.</param>
    /// <param name="image">What it reads.</param>
    /// <param name="height">Rows of a window.</param>
    /// <param name="width">Columns of a window.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="isLine">Whether the node's lists have one direction.</param>
    /// <param name="cuts">Whether windows may reach beyond the padding after the image (ceil_mode).</param>
    /// <exception cref="OnnxException">They are malformed, or windows do not fit.</exception>
    public OnnxWindows(LoweredNode node, Live image, int height, int width, int groups, bool isLine, bool cuts)
    {
        (_sizes, _kernel) = ([image.Dims[2], image.Dims[3]], [height, width]);
        _strides = Read(node, "strides", 1, isLine, 1);
        _dilations = Read(node, "dilations", 1, isLine, 1);
        _pads = Read(node, "pads", 2, isLine, 0);
        if (_strides.Concat(_dilations).Concat(_kernel).Any(static one => one is < 1 or > byte.MaxValue)) throw new OnnxException("expected kernels, strides and dilations of 1 to 255");
        string mode = node.Text("auto_pad", "NOTSET");
        if (mode != "NOTSET" && _pads.Any(static pad => pad != 0)) throw new OnnxException($"has auto_pad {mode} and pads: expected one of them");
        if (mode != "NOTSET" && cuts) throw new OnnxException($"has auto_pad {mode} and ceil_mode: expected one of them");
        switch (mode)
        {
            case "NOTSET" or "VALID":
                break;
            case "SAME_UPPER":
                _pads = [Same(0) / 2, Same(1) / 2, (Same(0) + 1) / 2, (Same(1) + 1) / 2];
                break;
            case "SAME_LOWER":
                _pads = [(Same(0) + 1) / 2, (Same(1) + 1) / 2, Same(0) / 2, Same(1) / 2];
                break;
            default:
                throw new OnnxException($"has auto_pad {mode}: expected NOTSET, SAME_UPPER, SAME_LOWER or VALID");
        }

        if (_pads.Any(static pad => pad is < 0 or > byte.MaxValue)) throw new OnnxException($"is padded by {Dimensions.Text(_pads)}: expected pads below 256");
        Geometry = new()
        {
            KernelHeight = height,
            KernelWidth = width,
            StrideHeight = _strides[0],
            StrideWidth = _strides[1],
            PadTop = _pads[0],
            PadLeft = _pads[1],
            DilationHeight = _dilations[0],
            DilationWidth = _dilations[1],
            Groups = groups,
        };
        (Rows, Columns) = (Extent(0, cuts), Extent(1, cuts));
        AreCut = cuts && (Rows != Extent(0, cuts: false) || Columns != Extent(1, cuts: false));
    }

    /// <summary>What the graph's operators take.</summary>
    public WindowGeometry Geometry { get; }

    /// <summary>Windows one below the other.</summary>
    public int Rows { get; }

    /// <summary>Windows beside each other.</summary>
    public int Columns { get; }

    /// <summary>Whether there is padding.</summary>
    public bool IsPadded => _pads.Any(static pad => pad != 0);

    /// <summary>Whether the last windows reach beyond the padding: ceil_mode keeps them.</summary>
    public bool AreCut { get; }

    // A line's values are those of the second direction.
    private static int[] Read(LoweredNode node, string name, int each, bool isLine, int otherwise)
    {
        int expected = isLine ? each : 2 * each;
        int[] given = node.Ints(name) ?? [.. Enumerable.Repeat(otherwise, expected)];
        if (given.Length != expected) throw new OnnxException($"has {name} {Dimensions.Text(given)}: expected {expected} values");
        return isLine ? [.. given.SelectMany(value => (int[])[otherwise, value])] : given;
    }

    private int Reach(int direction) => (_dilations[direction] * (_kernel[direction] - 1)) + 1;

    // What is missing for ⌈size ÷ stride⌉ windows.
    private int Same(int direction)
    {
        int last = (_sizes[direction] - 1) / _strides[direction] * _strides[direction];
        return Math.Max(0, last + Reach(direction) - _sizes[direction]);
    }

    // A window that ceil_mode adds begins within the image or the padding before it.
    private int Extent(int direction, bool cuts)
    {
        int before = _sizes[direction] + _pads[direction], left = before + _pads[direction + 2] - Reach(direction), stride = _strides[direction];
        if (left < 0) throw new OnnxException($"has a window of {_kernel[direction]} with dilation {_dilations[direction]}, which does not fit {_sizes[direction]} and its padding");
        int windows = (left / stride) + 1;
        return cuts && left % stride != 0 && windows * stride < before ? windows + 1 : windows;
    }
}
