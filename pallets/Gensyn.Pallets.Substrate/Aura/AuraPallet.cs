using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Aura;

/// <summary>Lets authorities make blocks in turn, one slot each.</summary>
/// <remarks>Source: polkadot-sdk substrate/frame/aura.</remarks>
[Pallet("Aura", Crate = "pallet_aura")]
public sealed partial class AuraPallet(PalletContext context, AuraConfig config, IBlockDigest digest, IDisabledValidators disabled)
    : Pallet(context), IOneSessionHandler<AuraId>, IFindAuthor<uint>, ITimestampListener
{
    private static readonly Codec<ImmutableArray<AuraId>> Ids = Codecs.Vec(AuraId.Codec);

    /// <summary>The slot duration Aura should run with, expressed in milliseconds.</summary>
    [Constant]
    public ulong SlotDuration => config.SlotDuration;

    /// <summary>The current authority set.</summary>
    [Storage(Default = true, MaxLength = nameof(MaxAuthorities))]
    public partial StorageValue<ImmutableArray<AuraId>> Authorities { get; }

    /// <summary>The current slot of this block. This will be set in `on_initialize`.</summary>
    [Storage(Default = true)]
    public partial StorageValue<Slot> CurrentSlot { get; }

    private uint MaxAuthorities => config.MaxAuthorities;

    /// <inheritdoc/>
    public override Weight OnInitialize(uint block)
    {
        if (Slot.Of(digest.Current) is not { } slot) return config.Weights.OnInitialize();

        // An author that breaks these rules has made an invalid block: a trap. Source: pallet_aura's on_initialize.
        int step = slot.CompareTo(CurrentSlot.Get());
        if (step < 0) throw new RuntimeException("Slot must not decrease");
        if (step == 0 && !config.AllowMultipleBlocksPerSlot) throw new RuntimeException("Slot must increase");
        CurrentSlot.Set(slot);
        if (IndexOf(slot) is { } author && disabled.IsDisabled(author))
        {
            throw new RuntimeException($"Validator with index {author} is disabled and should not be attempting to author blocks.");
        }

        return config.Weights.OnInitialize();
    }

    /// <inheritdoc/>
    public override string? TryState()
    {
        Slot slot = Slot.Of(digest.Current) ?? CurrentSlot.Get();
        if (!config.AllowMultipleBlocksPerSlot && slot.Number == ulong.MaxValue)
        {
            return "Current slot has reached maximum value and cannot be incremented further.";
        }

        if (IndexOf(slot) is not { } author) return "Authorities must be non-empty.";
        return disabled.IsDisabled(author) ? "Current validator is disabled and should not be attempting to author blocks." : null;
    }

    /// <inheritdoc/>
    public override string? IntegrityTest() => config.SlotDuration == 0 ? "Aura slot duration cannot be zero." : base.IntegrityTest();

    /// <summary>Writes the authorities that a chain starts with.</summary>
    /// <exception cref="ArgumentException">There are too many, or there are some already.</exception>
    public void Genesis(ImmutableArray<AuraId> authorities)
    {
        if (authorities.IsEmpty) return;
        if (!Authorities.Get().IsEmpty) throw new ArgumentException("Authorities are already initialized!", nameof(authorities));
        if (authorities.Length > MaxAuthorities)
        {
            throw new ArgumentException("Initial authority set must be less than T::MaxAuthorities", nameof(authorities));
        }

        Authorities.Set(authorities);
    }

    /// <summary>Gives the chain other authorities from now on, and tells those who follow it by a digest item; without any, nothing changes.</summary>
    public void ChangeAuthorities(ImmutableArray<AuraId> authorities)
    {
        if (authorities.IsEmpty)
        {
            Context.Externalities.Log(RuntimeLogLevel.Warn, "runtime::aura", "Ignoring empty authority change.");
            return;
        }

        Authorities.Set(authorities);
        digest.DepositLog(new DigestItem.Consensus(EngineId.Aura, [AuraLog.AuthoritiesChange, .. Ids.ToBytes(authorities)]));
    }

    /// <inheritdoc/>
    public void OnGenesisSession(ImmutableArray<AuraId> keys) => Genesis(keys);

    /// <inheritdoc/>
    public void OnNewSession(bool changed, ImmutableArray<AuraId> keys)
    {
        if (!changed || Authorities.Get().AsSpan().SequenceEqual(keys.AsSpan())) return;
        if (keys.Length > MaxAuthorities)
        {
            Context.Externalities.Log(
                RuntimeLogLevel.Warn, "runtime::aura", $"next authorities list larger than {MaxAuthorities}, truncating");
            keys = keys[..(int)MaxAuthorities];
        }

        ChangeAuthorities(keys);
    }

    /// <inheritdoc/>
    public void OnDisabled(uint index) =>
        digest.DepositLog(new DigestItem.Consensus(EngineId.Aura, [AuraLog.OnDisabled, .. Codecs.U32.ToBytes(index)]));

    /// <inheritdoc/>
    public uint? FindAuthor(Digest digest) => Slot.Of(digest) is { } slot ? IndexOf(slot) : null;

    /// <inheritdoc/>
    public void OnTimestampSet(ulong now)
    {
        if (config.SlotDuration == 0) throw new RuntimeException("Aura slot duration cannot be zero.");
        if (CurrentSlot.Get().Number != now / config.SlotDuration) throw new RuntimeException("Timestamp slot must match `CurrentSlot`");
    }

    // Without authorities nobody's turn it is: such a chain is a composition under test.
    private uint? IndexOf(Slot slot) => Authorities.DecodeLength() is > 0 and uint count ? (uint)(slot.Number % count) : null;
}
