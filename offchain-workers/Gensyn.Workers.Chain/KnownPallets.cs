using Gensyn.Frame;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Pallets.Substrate.Session;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Scale;

namespace Gensyn.Workers.Chain;

/// <summary>The pallets of the runtime that a client talks to, by index: they are part of the chain's encoding.</summary>
public static class KnownPallets
{
    /// <summary>Index of System.</summary>
    public const byte System = 0;

    /// <summary>Index of Balances.</summary>
    public const byte Balances = 10;

    /// <summary>Index of TransactionPayment.</summary>
    public const byte TransactionPayment = 11;

    /// <summary>Index of Sudo.</summary>
    public const byte Sudo = 15;

    /// <summary>Index of Session.</summary>
    public const byte Session = 22;

    /// <summary>Index of Utility.</summary>
    public const byte Utility = 40;

    /// <summary>Index of Multisig.</summary>
    public const byte Multisig = 41;

    /// <summary>Index of Proxy.</summary>
    public const byte Proxy = 42;

    /// <summary>Index of Tasks.</summary>
    public const byte Tasks = 50;

    /// <summary>Index of Providers.</summary>
    public const byte Providers = 51;

    /// <summary>Index of LearningProofs.</summary>
    public const byte LearningProofs = 52;

    /// <summary>Index of Staking.</summary>
    public const byte Staking = 53;

    /// <summary>Index of Arbitration.</summary>
    public const byte Arbitration = 54;

    /// <summary>A call with its pallet's index.</summary>
    /// <exception cref="ArgumentException">The call is of a pallet that this client does not know.</exception>
    public static RuntimeCall ToRuntimeCall(this PalletCall call) => new(
        call switch
        {
            FrameSystemPallet.Call => System,
            BalancesPallet.Call => Balances,
            SudoPallet.Call => Sudo,
            SessionPallet.Call => Session,
            UtilityPallet.Call => Utility,
            MultisigPallet.Call => Multisig,
            ProxyPallet.Call => Proxy,
            TasksPallet.Call => Tasks,
            ProvidersPallet.Call => Providers,
            LearningProofsPallet.Call => LearningProofs,
            StakingPallet.Call => Staking,
            ArbitrationPallet.Call => Arbitration,
            _ => throw new ArgumentException($"{call.GetType()} is not a call of a pallet that this client knows.", nameof(call)),
        },
        call);

    internal static Codec<PalletEvent>? EventCodecOf(byte pallet) => pallet switch
    {
        System => FrameSystemPallet.PalletEventCodec,
        Balances => BalancesPallet.PalletEventCodec,
        TransactionPayment => TransactionPaymentPallet.PalletEventCodec,
        Sudo => SudoPallet.PalletEventCodec,
        Session => SessionPallet.PalletEventCodec,
        Utility => UtilityPallet.PalletEventCodec,
        Multisig => MultisigPallet.PalletEventCodec,
        Proxy => ProxyPallet.PalletEventCodec,
        Tasks => TasksPallet.PalletEventCodec,
        Providers => ProvidersPallet.PalletEventCodec,
        LearningProofs => LearningProofsPallet.PalletEventCodec,
        Staking => StakingPallet.PalletEventCodec,
        Arbitration => ArbitrationPallet.PalletEventCodec,
        _ => null,
    };

    /// <summary>An error as people read it, such as <c>Tasks.WrongState</c>.</summary>
    public static string NameOf(DispatchError error)
    {
        if (error.Kind != DispatchErrorKind.Module) return error.ToString();
        (string pallet, string? name) = error.Detail switch
        {
            System => ("System", ((FrameSystemPallet.Error)error.Code).ToString()),
            Balances => ("Balances", ((BalancesPallet.Error)error.Code).ToString()),
            Sudo => ("Sudo", ((SudoPallet.Error)error.Code).ToString()),
            Session => ("Session", ((SessionPallet.Error)error.Code).ToString()),
            Utility => ("Utility", ((UtilityPallet.Error)error.Code).ToString()),
            Tasks => ("Tasks", ((TasksPallet.Error)error.Code).ToString()),
            Providers => ("Providers", ((ProvidersPallet.Error)error.Code).ToString()),
            LearningProofs => ("LearningProofs", ((LearningProofsPallet.Error)error.Code).ToString()),
            Staking => ("Staking", ((StakingPallet.Error)error.Code).ToString()),
            Arbitration => ("Arbitration", ((ArbitrationPallet.Error)error.Code).ToString()),
            _ => ($"Pallet{error.Detail}", error.Code.ToString(global::System.Globalization.CultureInfo.InvariantCulture)),
        };
        return $"{pallet}.{name}";
    }
}
