using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Session;
using Gensyn.Primitives;
using Gensyn.Scale;
using Xunit;
using static Gensyn.Pallets.Tests.ConsensusTestRuntime;
using Call = Gensyn.Pallets.Substrate.Session.SessionPallet.Call;
using Error = Gensyn.Pallets.Substrate.Session.SessionPallet.Error;
using Event = Gensyn.Pallets.Substrate.Session.SessionPallet.Event;

namespace Gensyn.Pallets.Tests;

// Where a test follows one of polkadot-sdk substrate/frame/session/src/tests.rs, it says which.
public sealed class SessionPalletTests
{
    private static readonly Sr25519KeyPair Second = Sr25519KeyPair.FromUri("//Bob//2");

    private static byte[] Raw(Sr25519KeyPair key) => key.PublicKey.ToArray();

    [Fact]
    public void Genesis_MakesValidatorsWithKeys() // simple_setup_should_work
    {
        ConsensusTestRuntime runtime = new();
        runtime.Balances.Genesis([(Account(Alice), 1000)]);

        runtime.Session.Genesis([(Account(Alice), Account(Alice), Keys(Alice)), (Account(Bob), Account(Bob), Keys(Bob))], []);

        Assert.Equal([Account(Alice), Account(Bob)], runtime.Session.Validators.Get().ToArray());
        Assert.Equal([Id(Alice), Id(Bob)], runtime.Aura.Authorities.Get().ToArray());
        Assert.Equal([(Account(Alice), Keys(Alice)), (Account(Bob), Keys(Bob))], runtime.Session.QueuedKeys.Get().ToArray());
        Assert.Equal(Account(Bob), runtime.Session.KeyOwner.Get((KeyTypeId.Aura, Raw(Bob))));
        Assert.Equal(["new 0", "new 1", "start 0"], runtime.Calls);
        // An account with money is bound by its keys; one without is kept alive by them.
        Assert.Equal((1u, 1u), (runtime.FrameSystem.Get(Account(Alice)).Consumers, runtime.FrameSystem.Get(Account(Alice)).Providers));
        Assert.Equal((0u, 1u), (runtime.FrameSystem.Get(Account(Bob)).Consumers, runtime.FrameSystem.Get(Account(Bob)).Providers));
        Assert.Null(runtime.Session.TryState());
    }

    [Fact]
    public void Genesis_OfKeysThatAreNoAuthoritys_RegistersThemWithoutAValidator()
    {
        ConsensusTestRuntime runtime = new();
        runtime.Balances.Genesis([(Account(Bob), 1000)]);

        runtime.Session.Genesis([(Account(Alice), Account(Alice), Keys(Alice))], [(Account(Bob), Account(Bob), Keys(Bob)), (Account(Charlie), Account(Charlie), Keys(Charlie))]);

        Assert.Equal([Account(Alice)], runtime.Session.Validators.Get().ToArray());
        Assert.Equal([Id(Alice)], runtime.Aura.Authorities.Get().ToArray());
        Assert.Equal([(Account(Alice), Keys(Alice))], runtime.Session.QueuedKeys.Get().ToArray());
        Assert.Equal((Keys(Bob), Keys(Charlie)), (runtime.Session.NextKeys.Get(Account(Bob)), runtime.Session.NextKeys.Get(Account(Charlie))));
        Assert.Equal(Account(Charlie), runtime.Session.KeyOwner.Get((KeyTypeId.Aura, Raw(Charlie))));
        Assert.Equal((1u, 1u), (runtime.FrameSystem.Get(Account(Bob)).Consumers, runtime.FrameSystem.Get(Account(Bob)).Providers));
        Assert.Equal((0u, 1u), (runtime.FrameSystem.Get(Account(Charlie)).Consumers, runtime.FrameSystem.Get(Account(Charlie)).Providers));
        Assert.Null(runtime.Session.TryState());
    }

    [Fact]
    public void Genesis_OfADuplicate_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new ConsensusTestRuntime().Session.Genesis([(Account(Alice), Account(Alice), Keys(Alice)), (Account(Bob), Account(Bob), Keys(Alice))], []));
        Assert.Throws<ArgumentException>(() => new ConsensusTestRuntime().Session.Genesis([(Account(Alice), Account(Alice), Keys(Alice))], [(Account(Bob), Account(Bob), Keys(Alice))]));
    }

    [Fact]
    public void SetKeys_TakesEffectInTheSessionAfterTheNext() // session_change_should_work
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob, Charlie);
        runtime.Open(1);
        runtime.Open(2);
        Assert.Equal([Id(Alice), Id(Bob), Id(Charlie)], runtime.Aura.Authorities.Get().ToArray());

        runtime.Open(3);
        Assert.False(runtime.SetKeys(Bob, Second).IsError);
        runtime.Open(4);
        Assert.Equal([Id(Alice), Id(Bob), Id(Charlie)], runtime.Aura.Authorities.Get().ToArray());
        runtime.Open(5);
        Assert.Equal([Id(Alice), Id(Bob), Id(Charlie)], runtime.Aura.Authorities.Get().ToArray());
        runtime.Open(6);
        Assert.Equal([Id(Alice), Id(Second), Id(Charlie)], runtime.Aura.Authorities.Get().ToArray());
        Assert.Single(runtime.Logs);
    }

    [Fact]
    public void Rotation_FollowsTheManager() // authorities_should_track_validators
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob);
        Assert.False(runtime.SetKeys(Charlie, Charlie).IsError);
        runtime.Chosen = [Account(Alice), Account(Charlie), new AccountId(Second.PublicKey)];

        runtime.Open(2);
        Assert.Equal([new Event.NewQueued(), new Event.NewSession(1)], runtime.Events.OfType<Event>());
        Assert.Equal(["ending", "end 0", "start 1", "new 2", "session same 2 2"], runtime.Calls);
        Assert.Equal([Account(Alice), Account(Bob)], runtime.Session.Validators.Get().ToArray());
        Assert.True(runtime.Session.QueuedChanged.Get());

        // Whoever has no keys is left out.
        runtime.Chosen = null;
        runtime.Calls.Clear();
        runtime.ClearEvents();
        runtime.Open(4);
        Assert.Equal([new Event.NewSession(2)], runtime.Events.OfType<Event>());
        Assert.Equal(["ending", "end 1", "start 2", "new 3", "session changed 2 2"], runtime.Calls);
        Assert.Equal([Account(Alice), Account(Charlie)], runtime.Session.Validators.Get().ToArray());
        Assert.Equal([Id(Alice), Id(Charlie)], runtime.Aura.Authorities.Get().ToArray());
        Assert.False(runtime.Session.QueuedChanged.Get());
        Assert.Equal(2u, runtime.Session.CurrentIndex.Get());
    }

    [Fact]
    public void Rotation_OfTheSameValidatorsNamedAgain_CountsAsAChange() // session_changed_flag_works
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);
        runtime.Chosen = [Account(Alice)];
        runtime.Open(1);
        runtime.Session.DisableIndex(0);

        runtime.Open(2);
        Assert.True(runtime.Session.QueuedChanged.Get());
        Assert.True(runtime.Session.IsDisabled(0));

        // Disabled validators are pardoned only when the list changes.
        runtime.Chosen = null;
        runtime.Open(4);
        Assert.False(runtime.Session.IsDisabled(0));
        Assert.False(runtime.Session.DisabledValidators.Exists);
    }

    [Fact]
    public void OnInitialize_InTheMiddleOfASession_DoesNothing()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);

        Assert.Equal(default, runtime.Session.OnInitialize(3));
        Assert.Empty(runtime.Calls);
        Assert.NotEqual(default, runtime.Session.OnInitialize(4));
    }

    [Fact]
    public void SetKeys_NeedsTheProofOfEveryKey()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);
        AccountId bob = Account(Bob);

        runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.SetKeys(Keys(Bob), Proof(Bob, bob)));
        runtime.AssertNoop(Error.InvalidProof, Origin.Signed(bob), new Call.SetKeys(Keys(Bob), []));
        runtime.AssertNoop(Error.InvalidProof, Origin.Signed(bob), new Call.SetKeys(Keys(Bob), [.. Proof(Bob, bob), 0]));
        // Of another key, of another owner, and of the owner alone.
        runtime.AssertNoop(Error.InvalidProof, Origin.Signed(bob), new Call.SetKeys(Keys(Bob), Proof(Alice, bob)));
        runtime.AssertNoop(Error.InvalidProof, Origin.Signed(bob), new Call.SetKeys(Keys(Bob), Proof(Bob, Account(Alice))));
        runtime.AssertNoop(Error.InvalidProof, Origin.Signed(bob), new Call.SetKeys(Keys(Bob), Bob.Sign(bob.Bytes.Span)));

        runtime.AssertOk(Origin.Signed(bob), new Call.SetKeys(Keys(Bob), Proof(Bob, bob)));
        Assert.Equal(Keys(Bob), runtime.Session.NextKeys.Get(bob));
        Assert.Equal(1u, runtime.FrameSystem.Get(bob).Consumers);
        Assert.Null(runtime.Session.TryState());
    }

    [Fact]
    public void SetKeys_OfAnothersKey_IsRefused() // duplicates_are_not_allowed
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob);
        AccountId bob = Account(Bob);

        runtime.AssertNoop(Error.DuplicatedKey, Origin.Signed(bob), new Call.SetKeys(Keys(Alice), Proof(Alice, bob)));

        // A key that its owner gave up is free.
        Assert.False(runtime.SetKeys(Alice, Second).IsError);
        Assert.False(runtime.SetKeys(Bob, Alice).IsError);
        Assert.Equal(bob, runtime.Session.KeyOwner.Get((KeyTypeId.Aura, Raw(Alice))));
        Assert.False(runtime.Session.KeyOwner.Contains((KeyTypeId.Aura, Raw(Bob))));
        Assert.Null(runtime.Session.TryState());
    }

    [Fact]
    public void SetKeys_OfAnAccountThatDoesNotExist_IsRefused() =>
        new ConsensusTestRuntime().With(Alice).AssertNoop(
            Error.NoAccount, Origin.Signed(Account(Second)), new Call.SetKeys(Keys(Second), Proof(Second, Account(Second))));

    [Fact]
    public void SetKeys_Again_CountsOnce()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime(deposit: 100).With();

        Assert.False(runtime.SetKeys(Bob, Bob).IsError);
        Assert.False(runtime.SetKeys(Bob, Second).IsError);
        Assert.False(runtime.SetKeys(Bob, Second).IsError);

        // The deposit is a consumer of its own.
        Assert.Equal(2u, runtime.FrameSystem.Get(Account(Bob)).Consumers);
        Assert.Equal<UInt128>(100, runtime.Balances.BalanceOnHold(new(22, 0), Account(Bob)));
    }

    // Whoever is needed by as many as may need an account cannot be bound by keys, but may change those it has.
    [Fact]
    public void SetKeys_OfAnAccountThatNoMoreMayNeed_OnlyReplacesKeys()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With();
        AccountId bob = Account(Bob);
        Assert.False(runtime.SetKeys(Bob, Bob).IsError);
        IAccounts accounts = runtime.FrameSystem;
        while (accounts.CanIncConsumer(bob)) Assert.False(accounts.IncConsumers(bob).IsError);

        Assert.False(runtime.SetKeys(Bob, Second).IsError);

        Assert.Equal(Keys(Second), runtime.Session.NextKeys.Get(bob));
        runtime.AssertOk(Origin.Signed(bob), new Call.PurgeKeys());
        Assert.False(accounts.IncConsumers(bob).IsError);
        runtime.AssertNoop(Error.NoAccount, Origin.Signed(bob), new Call.SetKeys(Keys(Bob), Proof(Bob, bob)));
        Assert.False(runtime.Session.SetKeysExternally(bob, Keys(Bob)).IsError);
        runtime.AssertNoop(Error.NoAccount, Origin.Signed(bob), new Call.SetKeys(Keys(Second), Proof(Second, bob)));
    }

    [Fact]
    public void SetKeys_WithoutMoneyForTheDeposit_LeavesNoTrace()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime(deposit: 5000).With();

        runtime.AssertNoop(DispatchError.Token(TokenError.FundsUnavailable), Origin.Signed(Account(Bob)), new Call.SetKeys(Keys(Bob), Proof(Bob, Account(Bob))));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(100u)]
    public void PurgeKeys_GivesEverythingBack(uint deposit) // keys_cleared_on_kill, purge_keys_works_for_stash_id
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime(deposit: deposit).With();
        runtime.AssertNoop(Error.NoKeys, Origin.Signed(Account(Bob)), new Call.PurgeKeys());
        runtime.ClearEvents();
        H256 before = runtime.StateRoot;
        Assert.False(runtime.SetKeys(Bob, Bob).IsError);

        runtime.AssertOk(Origin.Signed(Account(Bob)), new Call.PurgeKeys());

        runtime.ClearEvents();
        Assert.Equal(before, runtime.StateRoot);
        runtime.AssertNoop(DispatchError.BadOrigin, Origin.None, new Call.PurgeKeys());
    }

    [Fact]
    public void PurgeKeys_WhenTheDepositWasRaisedMeanwhile_GivesBackWhatWasHeld()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime(deposit: 100).With();
        Assert.False(runtime.SetKeys(Bob, Bob).IsError);
        runtime.Balances.Hold(new(22, 0), Account(Bob), 50);

        runtime.AssertOk(Origin.Signed(Account(Bob)), new Call.PurgeKeys());

        Assert.Equal<UInt128>(1000, runtime.Balances.Balance(Account(Bob)));
        Assert.Equal(0u, runtime.FrameSystem.Get(Account(Bob)).Consumers);
    }

    [Fact]
    public void ExternalKeys_BindNobody_UntilTheAccountSetsItsOwn()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime(deposit: 100).With(Alice);
        AccountId bob = Account(Bob);

        runtime.AssertError(Error.DuplicatedKey, runtime.Session.SetKeysExternally(bob, Keys(Alice)));
        Assert.False(runtime.Session.SetKeysExternally(bob, Keys(Bob)).IsError);
        Assert.True(runtime.Session.IsRegistered(bob));
        Assert.Equal(0u, runtime.FrameSystem.Get(bob).Consumers);
        Assert.Null(runtime.Session.TryState());

        Assert.False(runtime.SetKeys(Bob, Second).IsError);
        Assert.False(runtime.Session.ExternallySetKeys.Contains(bob));
        Assert.Equal(2u, runtime.FrameSystem.Get(bob).Consumers);

        Assert.False(runtime.Session.SetKeysExternally(bob, Keys(Bob)).IsError);
        Assert.Equal(0u, runtime.FrameSystem.Get(bob).Consumers);
        Assert.Equal<UInt128>(1000, runtime.Balances.Balance(bob));

        Assert.False(runtime.Session.PurgeKeysExternally(bob).IsError);
        Assert.Equal(0u, runtime.FrameSystem.Get(bob).Consumers);
        Assert.False(runtime.Session.IsRegistered(bob));
        Assert.Null(runtime.Session.TryState());
    }

    [Fact]
    public void Disable_KeepsTheListSortedAndTheWorstSeverity()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob, Charlie);
        OffenceSeverity low = new(Perbill.FromPercent(10));
        OffenceSeverity high = new(Perbill.FromPercent(20));
        runtime.Open(1);

        Assert.True(runtime.Session.DisableIndex(2, low));
        Assert.True(runtime.Session.DisableIndex(0));
        Assert.True(runtime.Session.DisableIndex(2, high));
        Assert.True(runtime.Session.DisableIndex(2, low));
        Assert.False(runtime.Session.DisableIndex(3));

        Assert.Equal([(0u, OffenceSeverity.Max), (2u, high)], runtime.Session.DisabledValidators.Get().ToArray());
        Assert.Equal([new Event.ValidatorDisabled(Account(Charlie)), new Event.ValidatorDisabled(Account(Alice))], runtime.Events);
        Assert.Equal(["disabled 2", "disabled 0"], runtime.Calls);
        Assert.Equal("08" + "00000000" + "00ca9a3b" + "02000000" + "00c2eb0b", Convert.ToHexStringLower(runtime.Externalities.Get(runtime.Session.DisabledValidators.Key)!));
        Assert.Null(runtime.Session.TryState());
    }

    [Fact]
    public void Reenable_OfWhoWasDisabled_SaysSo()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob);
        runtime.Open(1);
        Assert.True(runtime.Session.Disable(Account(Bob)));
        Assert.False(runtime.Session.Disable(Account(Charlie)));
        Assert.True(runtime.Session.IsDisabled(1));

        Assert.False(runtime.Session.ReenableIndex(0));
        Assert.True(runtime.Session.ReenableIndex(1));
        Assert.False(runtime.Session.ReenableIndex(1));

        Assert.False(runtime.Session.IsDisabled(1));
        Assert.Equal(new Event.ValidatorReenabled(Account(Bob)), runtime.Last<Event.ValidatorReenabled>());
    }

    [Fact]
    public void PeriodicSessions_EndAfterTheirPeriod() // periodic_session_works
    {
        PeriodicSessions sessions = new(Period: 10, Offset: 3);

        for (uint block = 0; block < 30; block++)
        {
            Assert.Equal(block is 3 or 13 or 23, sessions.ShouldEnd(block));
            uint next = sessions.NextRotation(block);
            Assert.Equal(block <= 3 ? 3u : block < 13 ? 13u : block < 23 ? 23u : 33u, next);
            if (block is not 3 and not 13 and not 23) Assert.Equal(next - 1 == block, sessions.Progress(block) == Permill.One);
        }

        Assert.Equal(Permill.FromPercent(10), sessions.Progress(3));
        Assert.Equal(Permill.FromPercent(10), sessions.Progress(13));
        Assert.Equal(Permill.FromPercent(20), sessions.Progress(14));
        Assert.Equal(10u, sessions.AverageLength);
    }

    // Source: the compatibility checklist, sections 5.1 and 5.6.
    [Fact]
    public void Wire_IsSubstrates()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);
        string alice = Convert.ToHexStringLower(Alice.PublicKey);
        string Bytes(PalletCall call) => Convert.ToHexStringLower(RuntimeCall.Codec.ToBytes(runtime.Of(call)));
        static string Hash(byte[] key) => Convert.ToHexStringLower(Codecs.U64.ToBytes(Twox.Hash64(key, seed: 0)));
        string EventBytes(Event what) => Convert.ToHexStringLower(RuntimeEvent.Codec.ToBytes(new(22, what)));

        Assert.Equal("1600" + alice + "0c010203", Bytes(new Call.SetKeys(Keys(Alice), [1, 2, 3])));
        Assert.Equal("1601", Bytes(new Call.PurgeKeys()));
        Assert.Equal("1600" + "07000000", EventBytes(new Event.NewSession(7)));
        Assert.Equal("1601", EventBytes(new Event.NewQueued()));
        Assert.Equal("1602" + alice, EventBytes(new Event.ValidatorDisabled(Account(Alice))));
        Assert.Equal("1603" + alice, EventBytes(new Event.ValidatorReenabled(Account(Alice))));
        Assert.Equal(
            ["InvalidProof", "NoAssociatedValidatorId", "DuplicatedKey", "NoKeys", "NoAccount"], Enum.GetValues<Error>().Select(static error => error.ToString()));

        const string prefix = "cec5070d609dd3497f72bde07fc96ba0";
        Assert.Equal(prefix + "88dcde934c658227ee1dfafcd6e16903", Convert.ToHexStringLower(runtime.Session.Validators.Key));
        Assert.Equal(prefix + "72763800a36a99fdfc7c10f6415f6ee6", Convert.ToHexStringLower(runtime.Session.CurrentIndex.Key));
        Assert.Equal(prefix + "9450bfa4b96a3fa7a3c8f40da6bf32e1", Convert.ToHexStringLower(runtime.Session.QueuedChanged.Key));
        Assert.Equal(prefix + "e0cdd062e6eaf24295ad4ccfc41d4609", Convert.ToHexStringLower(runtime.Session.QueuedKeys.Key));
        Assert.Equal(prefix + "5a9a74be4a5a7df60b01a6c0326c5e20", Convert.ToHexStringLower(runtime.Session.DisabledValidators.Key));
        Assert.Equal(
            prefix + "4c014e6bf8b8c2c011e7290b85696bb3" + Hash(Raw(Alice)) + alice,
            Convert.ToHexStringLower(runtime.Session.NextKeys.KeyOf(Account(Alice))));
        byte[] owned = [.. "aura"u8, 0x80, .. Alice.PublicKey];
        Assert.Equal(
            prefix + "726380404683fc89e8233450c8aa1950" + Hash(owned) + Convert.ToHexStringLower(owned),
            Convert.ToHexStringLower(runtime.Session.KeyOwner.KeyOf((KeyTypeId.Aura, Raw(Alice)))));
        Assert.Equal(prefix + "2e585709ed898f42e5fde42d5c27573d", Convert.ToHexStringLower(runtime.Session.ExternallySetKeys.Prefix));
        Assert.Equal("04" + alice + alice, Convert.ToHexStringLower(runtime.Externalities.Get(runtime.Session.QueuedKeys.Key)!));
    }

    [Fact]
    public void TryState_SeesWhatIsAmiss()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob);
        (Action Break, Action Mend)[] faults =
        [
            (() => runtime.Session.KeyOwner.Remove((KeyTypeId.Aura, Raw(Bob))), () => runtime.Session.KeyOwner.Set((KeyTypeId.Aura, Raw(Bob)), Account(Bob))),
            (() => runtime.Session.KeyOwner.Set((KeyTypeId.Aura, Raw(Bob)), Account(Alice)), () => runtime.Session.KeyOwner.Set((KeyTypeId.Aura, Raw(Bob)), Account(Bob))),
            (() => runtime.Session.KeyOwner.Set((KeyTypeId.Aura, [1]), Account(Bob)), () => runtime.Session.KeyOwner.Remove((KeyTypeId.Aura, [1]))),
            (() => runtime.Session.ExternallySetKeys.Set(Account(Charlie), default), () => runtime.Session.ExternallySetKeys.Remove(Account(Charlie))),
            (() => runtime.Session.DisabledValidators.Set([(1, default), (0, default)]), runtime.Session.DisabledValidators.Remove),
        ];

        foreach ((Action fault, Action mend) in faults)
        {
            Assert.Null(runtime.Session.TryState());
            fault();
            Assert.NotNull(runtime.Session.TryState());
            mend();
        }

        Assert.Null(runtime.Session.TryState());
    }

    [Fact]
    public void IntegrityTest_WantsTheHandlerToKnowTheKeys()
    {
        ConsensusTestRuntime runtime = new();
        Assert.Null(runtime.Session.IntegrityTest());

        runtime.KeyTypes = [new("gran"u8)];

        Assert.NotNull(runtime.Session.IntegrityTest());
    }

    // Random calls of three accounts over few keys: whatever is refused, the books stay whole and nobody's money is lost.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomCalls_KeepTheBooks(int seed)
    {
        Random random = new(seed);
        ConsensusTestRuntime runtime = new ConsensusTestRuntime(deposit: 30).With(Alice);
        Sr25519KeyPair[] people = [Alice, Bob, Charlie];
        Sr25519KeyPair[] keys = [Alice, Bob, Charlie, Second];
        uint block = 1;
        for (int i = 0; i < 200; i++)
        {
            Sr25519KeyPair who = people[random.Next(people.Length)];
            Sr25519KeyPair key = keys[random.Next(keys.Length)];
            switch (random.Next(6))
            {
                case 0: runtime.SetKeys(who, key); break;
                case 1: runtime.Dispatch(Origin.Signed(Account(who)), new Call.PurgeKeys()); break;
                case 2: runtime.Session.SetKeysExternally(Account(who), Keys(key)); break;
                case 3: runtime.Session.DisableIndex((uint)random.Next(3)); break;
                case 4: runtime.Session.ReenableIndex((uint)random.Next(3)); break;
                default:
                    runtime.Chosen = random.Next(2) == 0 ? null : [.. people.Take(random.Next(1, 4)).Select(Account)];
                    runtime.Open(++block);
                    break;
            }

            Assert.Null(runtime.Session.TryState());
            Assert.Equal<UInt128>(3000, runtime.Balances.TotalIssuance.Get());
            foreach (Sr25519KeyPair person in people)
            {
                bool isBound = runtime.Session.IsRegistered(Account(person)) && !runtime.Session.ExternallySetKeys.Contains(Account(person));
                UInt128 held = runtime.Balances.BalanceOnHold(new(22, 0), Account(person));
                Assert.True(isBound || held == 0);
                Assert.Equal((isBound ? 1u : 0u) + (held > 0 ? 1u : 0u), runtime.FrameSystem.Get(Account(person)).Consumers);
            }
        }
    }
}
