namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>Keys of the state that no pallet owns (sp_storage::well_known_keys).</summary>
public static class WellKnownKeys
{
    /// <summary>The identity of the runtime.</summary>
    public static ReadOnlySpan<byte> Code => ":code"u8;

    /// <summary>How many pages of memory a Wasm runtime gets; kept for clients, without effect on a native runtime.</summary>
    public static ReadOnlySpan<byte> HeapPages => ":heappages"u8;

    /// <summary>The index of the extrinsic being applied.</summary>
    public static ReadOnlySpan<byte> ExtrinsicIndex => ":extrinsic_index"u8;

    /// <summary>Bytes that differ from block to block.</summary>
    public static ReadOnlySpan<byte> IntrablockEntropy => ":intrablock_entropy"u8;
}
