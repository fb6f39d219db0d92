using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>The names of view functions on the wire.</summary>
public static class ViewFunctionId
{
    /// <summary>The id of a pallet's view function: a hash of the pallet's name, then one of the function's signature.</summary>
    // Source: polkadot-sdk, substrate/frame/support/src/view_functions.rs: the same hashes as in the key of a storage item.
    public static H256 Of(string pallet, string signature) => new(StoragePrefix.Of(pallet, signature));
}
