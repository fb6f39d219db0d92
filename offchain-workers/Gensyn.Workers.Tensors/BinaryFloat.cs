using System.Runtime.CompilerServices;

namespace Gensyn.Workers.Tensors;

/// <summary>What the protocol fixes about binary32 beyond IEEE 754.</summary>
internal static class BinaryFloat
{
    /// <summary>The one NaN that is ever written.</summary>
    public const uint NaN = 0x7FC00000;

    /// <summary>The value, with every NaN replaced by the canonical one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Canonical(float value) => float.IsNaN(value) ? BitConverter.UInt32BitsToSingle(NaN) : value;
}
