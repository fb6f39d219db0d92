using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>The money of an account, as pallet_balances keeps it inside frame_system's record.</summary>
/// <param name="Free">What the account may spend, unless frozen.</param>
/// <param name="Reserved">What is held for a purpose.</param>
/// <param name="Frozen">How much of the whole may not leave.</param>
/// <param name="Flags">Bit 127 marks accounts with the current reference counting.</param>
public readonly record struct AccountData(UInt128 Free, UInt128 Reserved, UInt128 Frozen, UInt128 Flags)
{
    private static readonly UInt128 NewLogic = UInt128.One << 127;

    /// <summary>Encodes the four amounts.</summary>
    public static Codec<AccountData> Codec { get; } = new AccountDataCodec();

    /// <summary>No money, with the flag that new accounts carry.</summary>
    public static AccountData Empty => new(0, 0, 0, NewLogic);

    /// <summary>Whether the account is counted as it has been since holds exist; others are brought up to date when they are next written.</summary>
    public bool IsNewLogic => (Flags & NewLogic) != 0;

    /// <summary>The same account, counted as it has been since holds exist.</summary>
    public AccountData Upgraded => this with { Flags = Flags | NewLogic };

    /// <summary>Free and reserved money together; addition cannot overflow while the issuance does not.</summary>
    public UInt128 Total => Free + Reserved;

    private sealed class AccountDataCodec : BitwiseCodec<AccountData>
    {
        public override TypeInfo Type { get; } = new(
            "pallet_balances::types::AccountData",
            [new("Balance", Codecs.U128.Type)],
            static () => new TypeDefinition.Composite(
            [
                new("free", Codecs.U128.Type, "Balance"),
                new("reserved", Codecs.U128.Type, "Balance"),
                new("frozen", Codecs.U128.Type, "Balance"),
                new(
                    "flags",
                    new TypeInfo("pallet_balances::types::ExtraFlags", [], static () => new TypeDefinition.Composite([new(null, Codecs.U128.Type, "u128")])),
                    "ExtraFlags"),
            ]));
    }
}

/// <summary>What the chain keeps of an account (frame_system).</summary>
/// <param name="Nonce">How many transactions it has sent.</param>
/// <param name="Consumers">How many modules need it to exist.</param>
/// <param name="Providers">How many modules let it exist.</param>
/// <param name="Sufficients">How many modules let it exist for their own sake.</param>
/// <param name="Data">Its money.</param>
public readonly record struct AccountInfo(uint Nonce, uint Consumers, uint Providers, uint Sufficients, AccountData Data)
{
    /// <summary>Encodes the counters and the money.</summary>
    public static Codec<AccountInfo> Codec { get; } = new AccountInfoCodec();

    /// <summary>Whether a provider may leave without breaking a consumer.</summary>
    public bool CanDecProvider => Consumers == 0 || Providers > 1;

    /// <summary>An account that does not exist.</summary>
    public static AccountInfo Empty => new(0, 0, 0, 0, AccountData.Empty);

    // The four counters fill the sixteen bytes to which amounts are aligned, so there is no padding.
    private sealed class AccountInfoCodec : BitwiseCodec<AccountInfo>
    {
        public override TypeInfo Type { get; } = new(
            "frame_system::AccountInfo",
            [new("Nonce", Codecs.U32.Type), new("AccountData", AccountData.Codec.Type)],
            static () => new TypeDefinition.Composite(
            [
                new("nonce", Codecs.U32.Type, "Nonce"),
                new("consumers", Codecs.U32.Type, "RefCount"),
                new("providers", Codecs.U32.Type, "RefCount"),
                new("sufficients", Codecs.U32.Type, "RefCount"),
                new("data", AccountData.Codec.Type, "AccountData"),
            ]));
    }
}
