using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gensyn.Crypto;

namespace Gensyn.Benchmarks.Foundations;

/// <summary>Signatures and hashes, beside @polkadot/wasm-crypto where it is there.</summary>
internal static class CryptoFigures
{
    private const int MessageLength = 32;
    private const int LongInput = 1 << 20;

    /// <summary>Measures; figures that need wasm-crypto are null without it, and a note says why.</summary>
    public static IEnumerable<KeyValuePair<string, double?>> Measure(Timing timing, TextWriter notes)
    {
        byte[] seed = Random(32, 1), message = Random(MessageLength, 2), data = Random(32, 3), output = new byte[32];
        Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(seed);
        byte[] srKey = pair.PublicKey.ToArray(), srSignature = pair.Sign(message);
        Ed25519KeyPair edPair = Ed25519KeyPair.FromSeed(seed);
        byte[] edKey = edPair.PublicKey.ToArray(), edSignature = edPair.Sign(message);

        JsonObject inputs = new()
        {
            ["sr25519"] = Inputs(seed, srKey, message, srSignature),
            ["ed25519"] = Inputs(seed, edKey, message, edSignature),
            ["data"] = Hex(data),
        };
        if (!WasmPeer.TryStart(inputs, out WasmPeer? peer, out string reason)) notes.WriteLine($"no comparison with @polkadot/wasm-crypto: {reason}");
        using (peer)
        {
            byte[] longInput = Random(LongInput, 4);
            Race[] races =
            [
                // A signature that is refused would be refused early: the loops insist on the result.
                new("sr25519Verify", count =>
                {
                    for (int i = 0; i < count; i++) Insist(Sr25519.Verify(srKey, message, srSignature));
                }),
                Batch(64, seed),
                Batch(1_024, seed),
                new("sr25519Sign", count =>
                {
                    // wasm-crypto draws randomness for each signature, so we do.
                    Span<byte> randomness = stackalloc byte[32];
                    for (int i = 0; i < count; i++)
                    {
                        RandomNumberGenerator.Fill(randomness);
                        pair.Sign(message, randomness);
                    }
                }),
                new("ed25519Verify", count =>
                {
                    for (int i = 0; i < count; i++) Insist(Ed25519.Verify(edKey, message, edSignature));
                }),
                new("blake2b32", count =>
                {
                    for (int i = 0; i < count; i++) Blake2b.Hash(data, output);
                }),
                new("blake2bMegabyte", count =>
                {
                    for (int i = 0; i < count; i++) Blake2b.Hash(longInput, output);
                }) { HasPeer = false },
            ];
            return [.. Figures(timing, peer, races)];
        }
    }

    private static IEnumerable<KeyValuePair<string, double?>> Figures(Timing timing, WasmPeer? peer, Race[] races)
    {
        // In one list of rounds, so that every ratio's two sides meet the same weather.
        Contestant[] theirs = peer is null ? [] : [.. races.Where(static r => r.HasPeer).Select(r => peer.Of(r.Operation))];
        Spread[] spreads = timing.Interleave([.. races.Select(static r => Timing.Loop(r.Ours)), .. theirs]);
        Dictionary<string, (Spread Ours, Spread? Wasm)> results = new(StringComparer.Ordinal);
        int next = races.Length;
        for (int i = 0; i < races.Length; i++)
        {
            Spread ours = new(spreads[i].Best / races[i].Items, spreads[i].Median / races[i].Items);
            results.Add(races[i].Operation, (ours, peer is not null && races[i].HasPeer ? spreads[next++] : null));
        }

        yield return new("sr25519VerifyVsWasm", Ratio("sr25519Verify"));
        yield return new("sr25519BatchVsSingle", results["sr25519Batch64"].Ours.Best / results["sr25519Verify"].Ours.Best);
        yield return new("sr25519Batch1024VsSingle", results["sr25519Batch1024"].Ours.Best / results["sr25519Verify"].Ours.Best);
        yield return new("sr25519SignVsWasm", Ratio("sr25519Sign"));
        yield return new("ed25519VerifyVsWasm", Ratio("ed25519Verify"));
        yield return new("blake2b32VsWasm", Ratio("blake2b32"));
        yield return new("blake2bGBps", LongInput / results["blake2bMegabyte"].Ours.Best / 1e9);
        foreach (Race race in races)
        {
            string name = race.Operation;
            (Spread ours, Spread? wasm) = results[name];
            yield return new($"{name}Us", ours.Best * 1e6);
            yield return new($"{name}MedianUs", ours.Median * 1e6);
            yield return new($"{name}AllocatedBytes", Timing.Allocated(race.Ours, 16) / race.Items);
            if (race.HasPeer) yield return new($"wasm{char.ToUpperInvariant(name[0])}{name[1..]}Us", wasm?.Best * 1e6);
        }

        double? Ratio(string operation) => results[operation].Wasm?.Best / results[operation].Ours.Best;
    }

    // Signers and messages that are all different, in one batch; what counts is the time of one signature.
    private static Race Batch(int size, byte[] seed)
    {
        SignedMessage[] batch = new SignedMessage[size];
        for (int i = 0; i < size; i++)
        {
            using Sr25519KeyPair signer = Sr25519KeyPair.FromMiniSecret(Blake2b.Hash256([.. seed, .. BitConverter.GetBytes(i)]));
            byte[] message = Random(MessageLength, i);
            batch[i] = new(signer.PublicKey.ToArray(), message, signer.Sign(message));
        }

        return new(string.Create(CultureInfo.InvariantCulture, $"sr25519Batch{size}"), count =>
        {
            for (int i = 0; i < count; i++) Insist(Sr25519.VerifyBatch(batch));
        })
        { HasPeer = false, Items = size };
    }

    private static JsonObject Inputs(byte[] seed, byte[] publicKey, byte[] message, byte[] signature) =>
        new() { ["seed"] = Hex(seed), ["public"] = Hex(publicKey), ["message"] = Hex(message), ["signature"] = Hex(signature) };

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static byte[] Random(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static void Insist(bool isGood)
    {
        if (!isGood) throw new InvalidOperationException("A good signature was refused.");
    }

    /// <summary>An operation, how many items it works on, and whether wasm-crypto runs it too.</summary>
    private sealed record Race(string Operation, Action<int> Ours)
    {
        public int Items { get; init; } = 1;

        public bool HasPeer { get; init; } = true;
    }
}
