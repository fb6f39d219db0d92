using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Trie;

/// <summary>Asks the processor for memory that will be read soon, where it can be asked. Nothing depends on it but time.</summary>
internal static class Prefetch
{
    private const int LineBytes = 64;

    /// <summary>How many items ahead of the one in work it pays to ask for.</summary>
    public const int Ahead = 8;

    /// <summary>Asks for the beginning of an array, as much as a key or a value usually is.</summary>
    public static void Array(byte[] bytes) => Lines(ref MemoryMarshal.GetArrayDataReference(bytes), 2);

    /// <summary>Asks for consecutive cache lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Lines(ref byte first, int count)
    {
        if (!Sse.IsSupported) return;
        // The collector may move the bytes meanwhile: then the wrong line comes, and no harm is done.
        byte* address = (byte*)Unsafe.AsPointer(ref first);
        for (int line = 0; line < count; line++) Sse.Prefetch0(address + (line * LineBytes));
    }
}
