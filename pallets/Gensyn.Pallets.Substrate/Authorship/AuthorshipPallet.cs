using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Authorship;

/// <summary>Knows who made the block being executed.</summary>
/// <remarks>Source: polkadot-sdk substrate/frame/authorship.</remarks>
[Pallet("Authorship", Crate = "pallet_authorship")]
public sealed partial class AuthorshipPallet(
    PalletContext context, IAuthorshipWeights weights, IBlockDigest digest, IFindAuthor<AccountId> finder, params ImmutableArray<IAuthorListener> listeners)
    : Pallet(context)
{
    /// <summary>Author of current block.</summary>
    // There only while a block is executed.
    [Storage(Name = "Author")]
    public partial StorageValue<AccountId> AuthorValue { get; }

    /// <summary>The author of the block being executed, or null where its digest names none that is known.</summary>
    /// <remarks>Whoever it is at the first question it stays: a session that begins within the block does not change it.</remarks>
    public AccountId? Author
    {
        get
        {
            if (AuthorValue.TryGet(out AccountId known)) return known;
            if (finder.FindAuthor(digest.Current) is not { } found) return null;
            AuthorValue.Set(found);
            return found;
        }
    }

    /// <inheritdoc/>
    public override Weight OnInitialize(uint block)
    {
        if (Author is { } author)
        {
            foreach (IAuthorListener listener in listeners) listener.NoteAuthor(author);
        }

        return weights.OnInitialize();
    }

    /// <inheritdoc/>
    public override void OnFinalize(uint block) => AuthorValue.Remove();
}
