using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Gensyn.Runtime;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Benchmarks.Foundations;

/// <summary>A block's body as the runtime sees it: typed calls with their extensions.</summary>
internal static class ScaleFigures
{
    /// <summary>Measures decoding and encoding of signed <c>transfer_keep_alive</c> transactions; bytes are counted once.</summary>
    public static IEnumerable<KeyValuePair<string, double?>> Measure(Timing timing, Effort effort)
    {
        GensynRuntime runtime = new(new OverlayExternalities(new EmptyState()));
        Codec<ImmutableArray<byte[]>> body = Codecs.Vec(Block.ExtrinsicCodec);
        byte[] block = body.ToBytes([.. Enumerable.Range(0, effort.Extrinsics).Select(i => Transfer(runtime, i))]);
        Action<int> decodeAndEncode = count =>
        {
            for (int i = 0; i < count; i++)
            {
                if (!DecodeAndEncode(block, body, runtime).SequenceEqual(block)) throw new InvalidOperationException("A block came out changed.");
            }
        };
        Spread spread = timing.Measure(decodeAndEncode);
        return
        [
            new("scaleBlockMBps", block.Length / spread.Best / 1e6),
            new("scaleExtrinsicNs", spread.Best * 1e9 / effort.Extrinsics),
            new("scaleExtrinsicMedianNs", spread.Median * 1e9 / effort.Extrinsics),
            new("scaleExtrinsicBytes", (double)block.Length / effort.Extrinsics),
            new("scaleExtrinsicAllocatedBytes", Timing.Allocated(decodeAndEncode, 4) / effort.Extrinsics),
        ];
    }

    private static ReadOnlySpan<byte> DecodeAndEncode(byte[] block, Codec<ImmutableArray<byte[]>> body, GensynRuntime runtime)
    {
        if (!body.TryDecode(block, out ImmutableArray<byte[]> extrinsics)) throw new InvalidOperationException("The block's body was refused.");
        ScaleWriter writer = new(block.Length);
        writer.WriteCompact((uint)extrinsics.Length);
        foreach (byte[] bytes in extrinsics)
        {
            UncheckedExtrinsic extrinsic = runtime.Executive.Decode(bytes);
            writer.WriteBytes(UncheckedExtrinsic.EncodeSigned(extrinsic.Address!, extrinsic.Signature!, extrinsic.Extensions, extrinsic.Call));
        }

        return writer.Written;
    }

    private static byte[] Transfer(GensynRuntime runtime, int index)
    {
        Random random = new(index);
        byte[] bytes = new byte[128];
        random.NextBytes(bytes);
        AccountId from = new(bytes.AsSpan(0, 32)), to = new(bytes.AsSpan(32, 32));
        MultiSignature signature = new(MultiSignatureKind.Sr25519, bytes.AsSpan(64, 64));
        PalletCall call = new BalancesPallet.Call.TransferKeepAlive(to, (UInt128)random.NextInt64(1L << 45));
        TransactionExtensions extensions = runtime.Extensions((uint)random.Next(1000), Era.Mortal(64, (ulong)random.Next(1 << 20)), tip: 0);
        return UncheckedExtrinsic.EncodeSigned(from, signature, extensions, new(runtime.Balances.Index, call));
    }
}
