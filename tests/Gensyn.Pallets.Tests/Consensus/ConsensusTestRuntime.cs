using System.Collections.Immutable;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Aura;
using Gensyn.Pallets.Substrate.Authorship;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.Session;
using Gensyn.Pallets.Substrate.Timestamp;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Testing;

namespace Gensyn.Pallets.Tests;

/// <summary>Session, Aura and Authorship at the indices of the runtime: sessions of two blocks, slots of 6000 ms.</summary>
internal sealed class ConsensusTestRuntime : MockRuntime, ISessionManager, ISessionHandler, IFindAuthor<AccountId>, IAuthorListener
{
    public static readonly Sr25519KeyPair Alice = Sr25519KeyPair.FromUri("//Alice");
    public static readonly Sr25519KeyPair Bob = Sr25519KeyPair.FromUri("//Bob");
    public static readonly Sr25519KeyPair Charlie = Sr25519KeyPair.FromUri("//Charlie");

    public ConsensusTestRuntime(bool allowMultiple = false, uint maxAuthorities = 3, UInt128 deposit = default, ulong slotDuration = 6000)
        : base(SystemDefaults with { MaxConsumers = 3 })
    {
        DbWeight db = new(1, 1);
        Balances = Add(new BalancesPallet(At(10), new(ExistentialDeposit: 10, 0, 0, MaxHolds: 3, 0, new BalancesWeights(default)), FrameSystem));
        Authorship = Add(new AuthorshipPallet(At(20), new AuthorshipWeights(db), FrameSystem, this, this));
        Session = Add(new SessionPallet(At(22), new(new PeriodicSessions(Period: 2, Offset: 0), deposit, new SessionWeights(db)), FrameSystem, Balances, this, this));
        Aura = Add(new AuraPallet(At(23), new(slotDuration, maxAuthorities, allowMultiple, new AuraWeights(db)), FrameSystem, Session));
        // A block's time is in its slot, and later than its parent's.
        Inherents = block => InherentData.Empty.With(InherentId.Timestamp, Codecs.U64.ToBytes((Aura.CurrentSlot.Get().Number * 6000) + block));
        Timestamp = Add(new TimestampPallet(At(2), new(MinimumPeriod: 1, new TimestampWeights(default)), Aura));
    }

    public BalancesPallet Balances { get; }

    public AuthorshipPallet Authorship { get; }

    public SessionPallet Session { get; }

    public AuraPallet Aura { get; }

    public TimestampPallet Timestamp { get; }

    /// <summary>What the next session's validators are to be; null leaves them.</summary>
    public ImmutableArray<AccountId>? Chosen { get; set; }

    /// <summary>What the manager and the handler were told, in order.</summary>
    public List<string> Calls { get; } = [];

    public List<AccountId> Authors { get; } = [];

    public ImmutableArray<KeyTypeId> KeyTypes { get; set; } = SessionKeys.KeyTypes;

    /// <summary>The items that the runtime added to the digest, as bytes.</summary>
    public IEnumerable<string> Logs =>
        FrameSystem.Digest.Get().Logs.Where(static log => log is DigestItem.Consensus).Select(static log => Convert.ToHexStringLower(DigestItem.Codec.ToBytes(log)));

    public static AccountId Account(Sr25519KeyPair key) => new(key.PublicKey);

    public static AuraId Id(Sr25519KeyPair key) => new(key.PublicKey);

    public static SessionKeys Keys(Sr25519KeyPair key) => new(Id(key));

    public static byte[] Proof(Sr25519KeyPair key, AccountId owner) => key.Sign([.. "POP_"u8, .. owner.Bytes.Span]);

    public ConsensusTestRuntime With(params Sr25519KeyPair[] validators)
    {
        Balances.Genesis([.. ((Sr25519KeyPair[])[Alice, Bob, Charlie]).Select(static key => (Account(key), (UInt128)1000))]);
        Session.Genesis([.. validators.Select(static key => (Account(key), Account(key), Keys(key)))], []);
        Calls.Clear();
        return this;
    }

    /// <summary>Opens a block whose author names a slot, or none; the blocks on the way name none.</summary>
    public void Open(uint block, ulong? slot = null)
    {
        DigestOf = number => number == block && slot is { } named ? new([new Slot(named).ToDigestItem()]) : Digest.Empty;
        RunToBlock(block);
    }

    public DispatchResult SetKeys(Sr25519KeyPair owner, Sr25519KeyPair key) =>
        Dispatch(Origin.Signed(Account(owner)), new SessionPallet.Call.SetKeys(Keys(key), Proof(key, Account(owner))));

    ImmutableArray<AccountId>? ISessionManager.NewSession(uint index)
    {
        Calls.Add($"new {index}");
        return Chosen;
    }

    void ISessionManager.StartSession(uint index) => Calls.Add($"start {index}");

    void ISessionManager.EndSession(uint index) => Calls.Add($"end {index}");

    void ISessionHandler.OnGenesisSession(ImmutableArray<(AccountId Validator, SessionKeys Keys)> validators) =>
        Aura.OnGenesisSession([.. validators.Select(static v => v.Keys.Aura)]);

    void ISessionHandler.OnNewSession(
        bool changed, ImmutableArray<(AccountId Validator, SessionKeys Keys)> validators, ImmutableArray<(AccountId Validator, SessionKeys Keys)> queued)
    {
        Calls.Add($"session {(changed ? "changed" : "same")} {validators.Length} {queued.Length}");
        Aura.OnNewSession(changed, [.. validators.Select(static v => v.Keys.Aura)]);
    }

    void ISessionHandler.OnBeforeSessionEnding() => Calls.Add("ending");

    void ISessionHandler.OnDisabled(uint index)
    {
        Calls.Add($"disabled {index}");
        Aura.OnDisabled(index);
    }

    AccountId? IFindAuthor<AccountId>.FindAuthor(Digest digest) =>
        Aura.FindAuthor(digest) is { } index && Session.Validators.Get() is { } validators && index < validators.Length ? validators[(int)index] : null;

    void IAuthorListener.NoteAuthor(AccountId author) => Authors.Add(author);
}
