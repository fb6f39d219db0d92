using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gensyn.ChainSpec;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Node.Chain;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime;
using Gensyn.Runtime.Interface;
using Xunit;

namespace Gensyn.Node.Tests.Chain;

/// <summary>Blocks are signed by the author whose slot it is, and taken from nobody else. The development chain's only author is Alice.</summary>
public sealed class AuraSealTests
{
    private static readonly Sr25519KeyPair Alice = Sr25519KeyPair.FromUri("//Alice");
    private static readonly Sr25519KeyPair Bob = Sr25519KeyPair.FromUri("//Bob");
    private static readonly Sr25519KeyPair Charlie = Sr25519KeyPair.FromUri("//Charlie");
    private static readonly DigestItem Other = new DigestItem.Other([1]);

    private static readonly string AuthoritiesKey = Convert.ToHexString(StoragePrefix.Of("Aura", "Authorities"));

    private readonly ManualClock _clock = new(timersFire: true);

    [Fact]
    public async Task Author_SignsTheHeaderThatTheRuntimeMade_AndNamesTheBlockByTheSealedOne()
    {
        await using ChainService author = Start("//Alice");
        Block block = await MakeAsync(author);

        DigestItem.Seal seal = Assert.IsType<DigestItem.Seal>(block.Header.Digest.Logs[^1]);
        Assert.Equal(EngineId.Aura, seal.Engine);
        BlockHeader made = Unsealed(block.Header);
        Assert.True(DirectSignatureVerifier.Instance.Verify(SignatureScheme.Sr25519, seal.Payload, made.Hash().Span, Alice.PublicKey));
        Assert.Equal(block.Header.Hash(), author.Tree.Best.Hash);
        Assert.Equal(block.Header.Hash(), (await MakeAsync(author)).Header.ParentHash);
    }

    [Fact]
    public async Task Import_OfSealedBlocks_LeadsToTheSameChain()
    {
        await using ChainService author = Start("//Alice");
        await using ChainService importer = Start(authority: null);

        for (int i = 0; i < 3; i++) importer.Import(await MakeAsync(author), finalise: true);

        Assert.Equal(author.Tree.Best, importer.Tree.Best);
    }

    // What a transaction reads and does not use comes back to its block, so all must measure alike: what the author tried and left out counts nowhere.
    [Fact]
    public async Task Import_OfABlockWhoseAuthorLeftTransactionsOut_MeasuresTheSameProof()
    {
        await using ChainService author = Start("//Alice");
        await using ChainService importer = Start(authority: null);
        // Before it the state does not know the hash that all sign.
        importer.Import(await MakeAsync(author), finalise: true);
        byte[] half = new byte[2_000_000];
        Submit(author, Bob, new FrameSystemPallet.Call.MakeRemark([.. half]), tip: 2 * RuntimeConstants.Unit);
        // Does not fit beside the first. It is the first to read Charlie's account, which the next one needs as well.
        Submit(author, Charlie, new FrameSystemPallet.Call.MakeRemark([.. half]), tip: RuntimeConstants.Unit);
        Submit(author, Alice, new BalancesPallet.Call.TransferKeepAlive(new AccountId(Charlie.PublicKey), RuntimeConstants.Unit), tip: 0);

        Block block = await MakeAsync(author);
        importer.Import(block, finalise: true);

        Assert.Equal(3, block.Extrinsics.Length);
        Assert.Equal(author.Tree.Best, importer.Tree.Best);
        Assert.Equal(1, author.Pool.ReadyCount);
        GensynRuntime after = new(new OverlayExternalities(importer.Tree.State(importer.Tree.Best.Hash)));
        Weight declared = after.Executive.InfoOf(after.Executive.Decode(block.Extrinsics[2])).TotalWeight;
        Assert.True(after.FrameSystem.BlockWeight.Get()[DispatchClass.Normal].ProofSize < declared.ProofSize + (ulong)block.Extrinsics.Sum(static e => e.Length));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("//Bob")]
    public async Task Author_WithoutTheKeyOfTheSlot_MakesNoBlock(string? authority)
    {
        await using ChainService chain = Start(authority);

        SealException failure = await Assert.ThrowsAsync<SealException>(() => MakeAsync(chain));

        Assert.Equal(SealFailure.NotOurTurn, failure.Failure);
        Assert.Equal($"Slot 283333333 is the turn of 0x{Convert.ToHexStringLower(Alice.PublicKey)}, whose key is not in the keystore. Start with --alice on the development chain, or call author_insertKey.", failure.Message);
    }

    [Fact]
    public async Task Author_ByItself_WithNoAuthoritysKey_WarnsOnce()
    {
        HeardLog log = new();
        await using ChainService chain = Start("//Bob", log, Sealing.Interval);

        await log.HearAsync("aura", count: 4);

        Assert.Equal([RuntimeLogLevel.Warn, RuntimeLogLevel.Debug, RuntimeLogLevel.Debug, RuntimeLogLevel.Debug], log.Of("aura").Take(4).Select(static line => line.Level));
        Assert.Contains("Start with --alice on the development chain, or call author_insertKey.", log.Of("aura")[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(log.All, static line => line.Level == RuntimeLogLevel.Error);
    }

    [Fact]
    public async Task Author_ByItself_InTheTurnOfAnother_WaitsForItsOwnInSilence()
    {
        // The clock stands in an odd slot, which is the second authority's.
        HeardLog log = new();
        await using ChainService chain = Start("//Bob", log, Sealing.Interval, Bob, Alice);

        await log.HearAsync("aura", count: 3);
        Assert.All(log.All, static line => Assert.Equal(RuntimeLogLevel.Debug, line.Level));
        Assert.Equal(0u, chain.Tree.Best.Number);

        _clock.Now += TimeSpan.FromSeconds(6);
        await log.HearAsync("substrate", count: 1);
        Assert.True(chain.Tree.Best.Number > 0);
    }

    // Source: the errors of sc-consensus-aura's check_header_slot_and_seal.
    [Fact]
    public async Task Import_OfABlockThatItsAuthorDidNotSeal_IsRefused()
    {
        await using ChainService author = Start("//Alice");
        await using ChainService importer = Start(authority: null);
        Block block = await MakeAsync(author);
        BlockHeader made = Unsealed(block.Header);
        DigestItem slot = made.Digest.Logs[0];
        byte[] signature = Alice.Sign(made.Hash().Span);
        void Refused(string message, params ImmutableArray<DigestItem> logs)
        {
            Block other = block with { Header = made with { Digest = new Digest(logs) } };
            Assert.Equal(message, Assert.Throws<RuntimeException>(() => importer.Import(other, finalise: true)).Message);
            Assert.Equal(0u, importer.Tree.Best.Number);
        }

        DigestItem Signed(Sr25519KeyPair key, params ImmutableArray<DigestItem> logs) =>
            new DigestItem.Seal(EngineId.Aura, key.Sign((made with { Digest = new Digest(logs) }).Hash().Span));

        Refused("Header is unsealed.");
        Refused("Header has a malformed seal.", slot);
        Refused("Header has a malformed seal.", slot, new DigestItem.Seal(EngineId.Aura, signature), Other);
        Refused("Header has a malformed seal.", slot, new DigestItem.Seal(new EngineId(1), signature));
        Refused("Header has a malformed seal.", slot, new DigestItem.Seal(EngineId.Aura, signature[1..]));
        Refused("No Aura pre-runtime digest found.", Other, Signed(Alice, Other));
        Refused("Multiple Aura pre-runtime headers.", slot, slot, Signed(Alice, slot, slot));
        // What is checked is what the runtime takes: it reads the first item, and ignores what follows the slot in it.
        DigestItem longer = new DigestItem.PreRuntime(EngineId.Aura, [.. ((DigestItem.PreRuntime)slot).Payload, 0]);
        DigestItem shorter = new DigestItem.PreRuntime(EngineId.Aura, [1]);
        Refused("Multiple Aura pre-runtime headers.", longer, slot, Signed(Alice, longer, slot));
        Refused("Multiple Aura pre-runtime headers.", shorter, slot, Signed(Alice, shorter, slot));
        Refused("No Aura pre-runtime digest found.", shorter, Signed(Alice, shorter));
        Refused("Header has a bad signature.", slot, Signed(Bob, slot));
        Refused("Header has a bad signature.", slot, Other, new DigestItem.Seal(EngineId.Aura, signature));

        // A block may be one slot ahead of this clock and no more.
        _clock.Now -= TimeSpan.FromSeconds(12);
        Refused("Header slot is in the future.", [.. block.Header.Digest.Logs]);
        _clock.Now += TimeSpan.FromSeconds(6);
        importer.Import(block, finalise: true);
        Assert.Equal(author.Tree.Best, importer.Tree.Best);
    }

    [Fact]
    public async Task Import_OfASealedBlockThatBreaksARule_IsRefusedByTheRuntime()
    {
        await using ChainService author = Start("//Alice");
        await using ChainService importer = Start(authority: null);
        Block block = await MakeAsync(author);
        BlockHeader wrong = Unsealed(block.Header) with { StateRoot = H256.Zero };
        BlockHeader resealed = wrong with { Digest = wrong.Digest.With(new DigestItem.Seal(EngineId.Aura, Alice.Sign(wrong.Hash().Span))) };

        RuntimeException refused = Assert.Throws<RuntimeException>(() => importer.Import(block with { Header = resealed }, finalise: true));

        Assert.Contains("Storage root must match", refused.Message, StringComparison.Ordinal);
    }

    private static BlockHeader Unsealed(BlockHeader header) => header with { Digest = new Digest(header.Digest.Logs[..^1]) };

    private static async Task<Block> MakeAsync(ChainService chain)
    {
        ExecutedBlock made = (await chain.Author.CreateAsync(createEmpty: true, finalise: true, parent: null, CancellationToken.None)).Block;
        return new Block(made.Header, made.Extrinsics);
    }

    private static void Submit(ChainService chain, Sr25519KeyPair from, PalletCall called, UInt128 tip)
    {
        GensynRuntime view = new(new OverlayExternalities(chain.Tree.State(chain.Tree.Best.Hash)));
        RuntimeCall call = new(called is BalancesPallet.Call ? view.Balances.Index : view.FrameSystem.Index, called);
        TransactionExtensions extensions = view.Extensions(nonce: 0, Era.Immortal, tip);
        Assert.Null(UncheckedExtrinsic.SignedPayload(call, extensions, out byte[] payload));
        MultiSignature signature = new(MultiSignatureKind.Sr25519, from.Sign(payload));
        Assert.Null(chain.Pool.Submit(TransactionSource.External, UncheckedExtrinsic.EncodeSigned(new AccountId(from.PublicKey), signature, extensions, call)));
    }

    private ChainService Start(string? authority, IRuntimeLog? log = null, Sealing sealing = Sealing.Manual, params Sr25519KeyPair[] authorities)
    {
        MemoryChainStorage storage = new();
        Dictionary<string, byte[]> first = ChainSpecification.Dev().GenesisStorage.ToDictionary(static pair => Convert.ToHexString(pair.Key), static pair => pair.Value);
        if (authorities.Length > 0) first[AuthoritiesKey] = [(byte)(authorities.Length << 2), .. authorities.SelectMany(static key => key.PublicKey.ToArray())];
        GenesisBlock.Initialise(storage, first.Select(static pair => KeyValuePair.Create(Convert.FromHexString(pair.Key), pair.Value)));
        return ChainService.Start(storage, new RuntimeRegistry(new NativeRuntime()), new ChainOptions
        {
            Sealing = sealing,
            BlockTime = TimeSpan.FromMilliseconds(10),
            Log = log ?? new HeardLog(),
            Clock = _clock,
            Keystore = new FileKeystore(null),
            AuthorityUri = authority,
        });
    }

    /// <summary>Keeps all lines.</summary>
    private sealed class HeardLog : IRuntimeLog
    {
        private readonly ConcurrentQueue<(RuntimeLogLevel Level, string Target, string Message)> _lines = new();

        public IReadOnlyList<(RuntimeLogLevel Level, string Target, string Message)> All => [.. _lines];

        public IReadOnlyList<(RuntimeLogLevel Level, string Target, string Message)> Of(string target) => [.. _lines.Where(line => line.Target == target)];

        public void Write(RuntimeLogLevel level, string target, string message) => _lines.Enqueue((level, target, message));

        public async Task HearAsync(string target, int count)
        {
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
            while (Of(target).Count < count) await Task.Delay(5, limit.Token);
        }
    }
}
