using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>The measured cost of each call and of each extension.</summary>
public interface IFrameSystemWeights
{
    /// <summary>Of <c>remark</c> with this many bytes.</summary>
    Weight Remark(uint bytes);

    /// <summary>Of <c>set_storage</c> with this many items.</summary>
    Weight SetStorage(uint items);

    /// <summary>Of <c>kill_storage</c> with this many keys.</summary>
    Weight KillStorage(uint keys);

    /// <summary>Of <c>kill_prefix</c> that removes this many keys.</summary>
    Weight KillPrefix(uint keys);

    /// <summary>Of <c>remark_with_event</c> with this many bytes.</summary>
    Weight RemarkWithEvent(uint bytes);

    /// <summary>Of <c>set_heap_pages</c>.</summary>
    Weight SetHeapPages();

    /// <summary>Of <c>set_code</c>.</summary>
    Weight SetCode();

    /// <summary>Of <c>set_code_without_checks</c> with code of this many bytes.</summary>
    Weight SetCodeWithoutChecks(uint bytes);

    /// <summary>Of <c>authorize_upgrade</c>.</summary>
    Weight AuthorizeUpgrade();

    /// <summary>Of <c>apply_authorized_upgrade</c> with code of this many bytes.</summary>
    Weight ApplyAuthorizedUpgrade(uint bytes);

    /// <summary>Of the extension CheckNonZeroSender.</summary>
    Weight CheckNonZeroSender();

    /// <summary>Of the extension CheckSpecVersion.</summary>
    Weight CheckSpecVersion();

    /// <summary>Of the extension CheckTxVersion.</summary>
    Weight CheckTxVersion();

    /// <summary>Of the extension CheckGenesis.</summary>
    Weight CheckGenesis();

    /// <summary>Of the extension CheckMortality for a mortal transaction.</summary>
    Weight CheckMortalityMortalTransaction();

    /// <summary>Of the extension CheckMortality for an immortal one.</summary>
    Weight CheckMortalityImmortalTransaction();

    /// <summary>Of the extension CheckNonce.</summary>
    Weight CheckNonce();

    /// <summary>Of the extension CheckWeight.</summary>
    Weight CheckWeight();

    /// <summary>Of the extension CheckMetadataHash with a hash to compare.</summary>
    Weight CheckMetadataHash();

    /// <summary>Of the extension StorageWeightReclaim.</summary>
    Weight WeightReclaim();
}
