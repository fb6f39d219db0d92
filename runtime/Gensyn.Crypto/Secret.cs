using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gensyn.Crypto;

/// <summary>Memory of secrets: the collector does not move it, and it is zeroed when it is no longer needed.</summary>
internal static class Secret
{
    /// <summary>Zeroed bytes that stay where they are, so that no copy is left behind.</summary>
    public static byte[] Allocate(int size) => GC.AllocateArray<byte>(size, pinned: true);

    /// <summary>Overwrites a value; unlike an assignment, no compiler takes this away.</summary>
    public static void Clear<T>(ref T value)
        where T : unmanaged => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(new Span<T>(ref value)));
}
