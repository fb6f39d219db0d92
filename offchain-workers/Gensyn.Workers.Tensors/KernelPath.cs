namespace Gensyn.Workers.Tensors;

/// <summary>Which instructions the kernels use; every path writes the same bits.</summary>
public enum KernelPath
{
    /// <summary>The widest path that this machine has.</summary>
    Auto,

    /// <summary>Plain loops: the reference that the others are checked against.</summary>
    Scalar,

    /// <summary>128-bit vectors with fused multiply-add: Arm's AdvSimd.</summary>
    Vector128,

    /// <summary>256-bit vectors with fused multiply-add.</summary>
    Avx2,

    /// <summary>512-bit vectors with fused multiply-add.</summary>
    Avx512,
}
