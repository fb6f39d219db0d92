using Gensyn.Crypto;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Xunit;

namespace Gensyn.Node.Tests.Chain;

/// <summary>Signatures of a block that are checked together, after its execution.</summary>
public sealed class BlockSignaturesTests
{
    private static readonly byte[] Key = "key"u8.ToArray();
    private static readonly Sr25519KeyPair Signer = Sr25519KeyPair.FromUri("//Alice");

    private readonly CountingVerifier _inner = new();

    [Fact]
    public void AreGood_OfGoodSignatures_LetsTheCacheKnowThem()
    {
        SignatureCache cache = new(_inner);
        BlockSignatures block = new(cache);
        for (int i = 0; i < 300; i++) Assert.True(Verify(block, i));
        Assert.True(block.AreGood());
        Assert.Equal(0, _inner.Asked);

        for (int i = 0; i < 300; i++) Assert.True(Verify(cache, i));
        Assert.Equal(0, _inner.Asked);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(299)]
    public void AreGood_WithOneBadSignature_SaysNoAndRemembersNone(int bad)
    {
        SignatureCache cache = new(_inner);
        BlockSignatures block = new(cache);
        for (int i = 0; i < 300; i++) Assert.True(Verify(block, i, isGood: i != bad));
        Assert.False(block.AreGood());

        Assert.False(Verify(cache, bad, isGood: false));
        Assert.True(Verify(cache, 150));
        Assert.Equal(2, _inner.Asked);
    }

    [Fact]
    public void Verify_OfAnotherScheme_AsksAtOnce()
    {
        Ed25519KeyPair pair = Ed25519KeyPair.FromSeed(new byte[32]);
        BlockSignatures block = new(new SignatureCache(_inner));
        Assert.True(block.Verify(SignatureScheme.Ed25519, pair.Sign(Key), Key, pair.PublicKey));
        Assert.False(block.Verify(SignatureScheme.Ed25519, pair.Sign(Key), "another"u8, pair.PublicKey));
        Assert.Equal(2, _inner.Asked);
    }

    [Fact]
    public void Execute_WithAGoodSignature_RunsOnce()
    {
        SignedRuntime runtime = new(isGood: true, trapsOnBad: true);
        ExecutedBlock executed = Execute(runtime);
        Assert.Equal(1, runtime.Runs);
        Assert.Equal([1], Assert.Single(executed.Changes.Top).Value);
    }

    [Fact]
    public void Execute_WithABadSignature_SaysWhatTheRuntimeSays()
    {
        SignedRuntime runtime = new(isGood: false, trapsOnBad: true);
        Assert.Equal("bad proof", Assert.Throws<RuntimeException>(() => Execute(runtime)).Message);
    }

    [Fact]
    public void Execute_WhereTheRuntimeGoesOnWithABadSignature_KeepsWhatThatComesTo()
    {
        ExecutedBlock executed = Execute(new SignedRuntime(isGood: false, trapsOnBad: false));
        Assert.Equal([0], Assert.Single(executed.Changes.Top).Value);
    }

    [Fact]
    public void Execute_WithATrapAfterABadSignature_SaysWhatTheRuntimeSays()
    {
        // Taken for good, the signature leads to another trap than the one that counts.
        SignedRuntime runtime = new(isGood: false, trapsOnBad: true) { TrapsAfter = true };
        Assert.Equal("bad proof", Assert.Throws<RuntimeException>(() => Execute(runtime)).Message);
    }

    private ExecutedBlock Execute(IRuntime runtime)
    {
        MemoryChainStorage storage = new();
        H256 genesis = GenesisBlock.Initialise(storage, LedgerRuntime.Genesis).Hash;
        ExecutionHost host = new(new OneRuntime(runtime), new BlockTree(storage), new SignatureCache(_inner));
        return host.Execute(new(new(genesis, 1, H256.Zero, H256.Zero, Digest.Empty), []));
    }

    private static bool Verify(ISignatureVerifier verifier, int number, bool isGood = true)
    {
        byte[] message = BitConverter.GetBytes(number);
        byte[] signature = Signer.Sign(message);
        if (!isGood) message = BitConverter.GetBytes(-1 - number);
        return verifier.Verify(SignatureScheme.Sr25519, signature, message, Signer.PublicKey);
    }

    private sealed class CountingVerifier : ISignatureVerifier
    {
        public int Asked { get; private set; }

        public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer)
        {
            Asked++;
            return DirectSignatureVerifier.Instance.Verify(scheme, signature, message, signer);
        }
    }

    /// <summary>A runtime whose blocks write what the verifier says of one signature.</summary>
    private sealed class SignedRuntime(bool isGood, bool trapsOnBad) : IRuntime
    {
        public bool TrapsAfter { get; init; }

        public int Runs { get; private set; }

        public ReadOnlyMemory<byte> Version => ReadOnlyMemory<byte>.Empty;

        public byte[] Call(string method, ReadOnlySpan<byte> arguments, IExternalities externalities)
        {
            Runs++;
            byte[] signature = Signer.Sign(Key);
            bool verdict = externalities.VerifySignature(SignatureScheme.Sr25519, signature, isGood ? Key : "another"u8, Signer.PublicKey);
            if (!verdict && trapsOnBad) throw new RuntimeException("bad proof");
            if (TrapsAfter) throw new RuntimeException("another trap");
            externalities.Set(Key, [verdict ? (byte)1 : (byte)0]);
            return [];
        }
    }
}
