using FsCheck;
using FsCheck.Fluent;
using Gensyn.Frame;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Pallets.Tests.Tasks;

public sealed class DecodingTests : IDisposable
{
    private readonly ComputeTestRuntime _runtime = new();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void AnyBytes_DecodeToACallThatEncodesToThem_OrFail() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), (byte[] tail) =>
        {
            for (byte pallet = 50; pallet <= 54; pallet++)
            {
                for (byte call = 0; call <= 7; call++) AssertRoundTrip([pallet, call, .. tail]);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void RealCalls_WithAnyByteChanged_DecodeOrFail()
    {
        SmallRun run = new(8, 4);
        PalletCall[] calls =
        [
            new TasksPallet.Call.Submit(SmallRun.Spec()),
            new LearningProofsPallet.Call.Commit(1, run.Commitment),
            new LearningProofsPallet.Call.RevealVerdict(1, run.HonestAnswers([new DrawnInterval(1, [2, 3])]), H256.Zero),
            new ArbitrationPallet.Call.Challenge(1, new ChallengeOpening(1, run.Leaves[0], run.Path(0), run.Leaves[1], run.Path(1), H256.Zero, H256.Zero)),
        ];
        foreach (PalletCall call in calls)
        {
            byte[] bytes = RuntimeCall.Codec.ToBytes(_runtime.Of(call));
            AssertRoundTrip(bytes);
            for (int i = 0; i < bytes.Length; i++)
            {
                foreach (byte flip in (byte[])[1, 2, 3, 0x80, 0xFF])
                {
                    byte[] changed = [.. bytes];
                    changed[i] ^= flip;
                    AssertRoundTrip(changed);
                }

                AssertRoundTrip(bytes[..i]);
            }
        }
    }

    private void AssertRoundTrip(byte[] bytes)
    {
        ScaleReader reader = new(bytes, _runtime);
        RuntimeCall call = RuntimeCall.Codec.Decode(ref reader);
        if (reader.Failed) return;
        Assert.Equal(Convert.ToHexString(bytes.AsSpan(0, bytes.Length - reader.Remaining)), Convert.ToHexString(RuntimeCall.Codec.ToBytes(call)));
    }
}
