using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>What is known of a transaction's cost before it runs.</summary>
/// <param name="CallWeight">The weight its call declares.</param>
/// <param name="ExtensionWeight">The weight of the transaction extensions around it.</param>
/// <param name="Class">Which share of the block it uses.</param>
/// <param name="Pays">Whether a fee is due.</param>
public readonly record struct DispatchInfo(Weight CallWeight, Weight ExtensionWeight, DispatchClass Class, Pays Pays)
{
    /// <summary>The weight of call and extensions together.</summary>
    public Weight TotalWeight => CallWeight + ExtensionWeight;
}

/// <summary>What a transaction turned out to cost.</summary>
/// <param name="Weight">The weight used, extensions included; never above what was declared.</param>
/// <param name="Pays">Whether a fee is due after all.</param>
public readonly record struct DispatchOutcome(Weight Weight, Pays Pays)
{
    /// <summary>What a dispatched call cost, with the extensions around it.</summary>
    public static DispatchOutcome Of(in DispatchInfo info, in DispatchResult result)
    {
        CallInfo declared = new(info.CallWeight, info.Class, info.Pays);
        return new(declared.ActualWeight(result) + info.ExtensionWeight, declared.ActualPays(result));
    }

    /// <summary>The same outcome, less weight that was not used after all.</summary>
    public DispatchOutcome Refund(Weight unspent) => this with { Weight = Weight - unspent };
}
