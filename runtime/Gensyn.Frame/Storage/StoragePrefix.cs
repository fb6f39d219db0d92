using System.Text;
using Gensyn.Crypto;

namespace Gensyn.Frame;

/// <summary>Where a storage item's keys start.</summary>
public static class StoragePrefix
{
    /// <summary><c>twox_128(pallet) ++ twox_128(item)</c>.</summary>
    public static byte[] Of(string pallet, string item)
    {
        byte[] prefix = new byte[32];
        Twox.Hash(Encoding.UTF8.GetBytes(pallet), prefix.AsSpan(0, 16));
        Twox.Hash(Encoding.UTF8.GetBytes(item), prefix.AsSpan(16));
        return prefix;
    }

    /// <summary>Where all keys of a pallet start: <c>twox_128(pallet)</c>.</summary>
    public static byte[] OfPallet(string pallet)
    {
        byte[] prefix = new byte[16];
        Twox.Hash(Encoding.UTF8.GetBytes(pallet), prefix);
        return prefix;
    }
}
