namespace Gensyn.Frame;

/// <summary>What must stay in an account that pays (frame_support::traits::tokens::Preservation).</summary>
public enum Preservation : byte
{
    /// <summary>Nothing: the account may end.</summary>
    Expendable,

    /// <summary>What keeps it alive, unless something else does.</summary>
    Protect,

    /// <summary>The existential deposit.</summary>
    Preserve,
}

/// <summary>Whether freezes are respected (frame_support::traits::tokens::Fortitude).</summary>
public enum Fortitude : byte
{
    /// <summary>Frozen money stays where it is.</summary>
    Polite,

    /// <summary>Frozen money goes, too: for what the owner gains nothing by, such as a punishment.</summary>
    Force,
}

/// <summary>What happens when there is less than was asked for (frame_support::traits::tokens::Precision).</summary>
public enum Precision : byte
{
    /// <summary>Nothing: the operation is refused.</summary>
    Exact,

    /// <summary>The operation does what it can, and says how much that was.</summary>
    BestEffort,
}

/// <summary>Where money that an account receives comes from (frame_support::traits::tokens::Provenance).</summary>
public enum Provenance : byte
{
    /// <summary>It is new: the issuance grows by it.</summary>
    Minted,

    /// <summary>It is part of the issuance already.</summary>
    Extant,
}

/// <summary>What becomes of held money that is handed on (frame_support::traits::tokens::Restriction).</summary>
public enum Restriction : byte
{
    /// <summary>The receiver may spend it.</summary>
    Free,

    /// <summary>It is held at the receiver's, for the same reason.</summary>
    OnHold,
}
