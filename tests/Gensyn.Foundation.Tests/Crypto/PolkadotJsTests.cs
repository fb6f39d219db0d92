using System.Globalization;
using System.Text;
using Gensyn.Crypto;
using Gensyn.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Gensyn.Foundation.Tests.Crypto;

/// <summary>The same calls here and in @polkadot's packages, on random inputs; <c>GENSYN_TEST_SEED</c> chooses others.</summary>
public sealed class PolkadotJsTests
{
    private const string Wasm = "@polkadot/wasm-crypto", Keyring = "@polkadot/keyring";
    private const int DefaultSeed = 25519;

    private readonly PolkadotJs _peer = new();
    private readonly Random _random;

    public PolkadotJsTests(ITestOutputHelper output)
    {
        string? chosen = Environment.GetEnvironmentVariable("GENSYN_TEST_SEED");
        int seed = chosen is null ? DefaultSeed : int.Parse(chosen, CultureInfo.InvariantCulture);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"GENSYN_TEST_SEED={seed}"));
        _random = new Random(seed);
    }

    [NodeFact(Wasm)]
    public void Sr25519_SignaturesOfTenThousandMessages_VerifyBothWays()
    {
        for (int key = 0; key < 100; key++)
        {
            byte[] seed = Bytes(32);
            Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(seed);
            byte[] publicKey = pair.PublicKey.ToArray(), secretKey = Secret(pair);
            _peer.Expect(Hex([.. secretKey, .. publicKey]), "sr25519KeypairFromSeed", seed);
            for (int i = 0; i < 100; i++)
            {
                byte[] message = Bytes(_random.Next(300)), signature = pair.Sign(message, i % 2 == 0 ? Bytes(32) : []);
                Assert.True(Sr25519.Verify(publicKey, message, signature));
                _peer.Expect("true", "sr25519Verify", signature, message, publicKey);
                _peer.Ask(Verify, "sr25519Sign", publicKey, secretKey, message);
                if (i % 10 != 0) continue;

                byte[] changed = Flip(signature);
                _peer.Expect(Verdict(Sr25519.Verify(publicKey, message, changed)), "sr25519Verify", changed, message, publicKey);

                void Verify(string theirs) => Assert.True(Sr25519.Verify(publicKey, message, Convert.FromHexString(theirs)), theirs);
            }
        }

        _peer.Run();
    }

    [NodeFact(Wasm)]
    public void Vrf_OfRandomInputs_VerifiesBothWays()
    {
        for (int i = 0; i < 400; i++)
        {
            Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(Bytes(32));
            byte[] publicKey = pair.PublicKey.ToArray(), context = Bytes(_random.Next(40)), message = Bytes(_random.Next(200));
            byte[] extra = Bytes(_random.Next(3) * 20);
            Transcript input = new SigningContext(context).Bytes(message), said = Sr25519Vrf.NoExtra;
            if (extra.Length > 0) said.Append(""u8, extra);
            byte[] signature = pair.VrfSign(input, said, i % 2 == 0 ? Bytes(32) : []), changed = Flip(signature);

            _peer.Expect("true", "vrfVerify", publicKey, context, message, extra, signature);
            _peer.Expect(Verdict(Sr25519Vrf.TryVerify(publicKey, input, said, changed, out _)), "vrfVerify", publicKey, context, message, extra, changed);
            _peer.Ask(
                theirs =>
                {
                    Assert.True(Sr25519Vrf.TryVerify(publicKey, input, said, Convert.FromHexString(theirs), out VrfInOut? output), theirs);
                    Assert.True(output.PreOutput.SequenceEqual(signature.AsSpan(0, Sr25519Vrf.PreOutputSize)));
                },
                "vrfSign", Secret(pair), context, message, extra);
        }

        _peer.Run();
    }

    [NodeFact(Wasm)]
    public void Sr25519_ChildrenAlongRandomPaths_AreTheSame()
    {
        for (int i = 0; i < 100; i++)
        {
            Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(Bytes(32));
            for (int depth = 0; depth < 5; depth++)
            {
                byte[] parent = [.. Secret(pair), .. pair.PublicKey], chainCode = Bytes(32), publicChild = new byte[32];
                Sr25519KeyPair hard = pair.DeriveHard(chainCode), soft = pair.DeriveSoft(chainCode);
                _peer.Expect(Hex([.. Secret(hard), .. hard.PublicKey]), "sr25519DeriveKeypairHard", parent, chainCode);

                // The seed of a soft child's nonces is everybody's own.
                string expected = Hex(Secret(soft).AsSpan(0, 32)) + Hex(soft.PublicKey);
                _peer.Ask(theirs => Assert.Equal(expected, theirs[..64] + theirs[128..]), "sr25519DeriveKeypairSoft", parent, chainCode);
                Assert.True(Sr25519.TryDeriveSoft(pair.PublicKey, chainCode, publicChild));
                _peer.Expect(Hex(publicChild), "sr25519DerivePublicSoft", pair.PublicKey.ToArray(), chainCode);
                pair = _random.Next(2) == 0 ? hard : soft;
            }
        }

        _peer.Run();
    }

    [NodeFact(Wasm)]
    public void Ed25519_OfRandomMessages_SignsTheSame()
    {
        byte[] secretKey = new byte[Ed25519KeyPair.SecretKeySize];
        for (int i = 0; i < 500; i++)
        {
            byte[] seed = Bytes(32), message = Bytes(_random.Next(300));
            Ed25519KeyPair pair = Ed25519KeyPair.FromSeed(seed);
            pair.ExportSecretKey(secretKey);
            byte[] publicKey = pair.PublicKey.ToArray(), signature = pair.Sign(message), hedged = pair.Sign(message, Bytes(32)), changed = Flip(signature);

            _peer.Expect(Hex(secretKey), "ed25519KeypairFromSeed", seed);
            _peer.Expect(Hex(signature), "ed25519Sign", publicKey, seed, message);
            _peer.Expect("true", "ed25519Verify", hedged, message, publicKey);
            _peer.Expect(Verdict(Ed25519.Verify(publicKey, message, changed)), "ed25519Verify", changed, message, publicKey);
        }

        _peer.Run();
    }

    [NodeFact(Wasm)]
    public void Ecdsa_OfRandomHashes_SignsTheSame()
    {
        for (int i = 0; i < 300; i++)
        {
            byte[] seed = Bytes(32), hash = Bytes(32), recovered = new byte[33], full = new byte[65];
            EcdsaKeyPair pair = EcdsaKeyPair.FromSeed(seed);
            byte[] signature = pair.SignHash(hash);
            Assert.Equal(EcdsaRecovery.Ok, Ecdsa.Recover(hash, signature, recovered));
            Assert.Equal(EcdsaRecovery.Ok, Ecdsa.Recover(hash, signature, full));

            _peer.Expect(Hex(signature), "secp256k1Sign", hash, seed);
            _peer.Expect(Hex(recovered), "secp256k1Recover", hash, signature[..64], (int)signature[64]);
            _peer.Expect(Hex(pair.PublicKey), "secp256k1Compress", full);
            _peer.Expect(Hex(full), "secp256k1Expand", recovered);
        }

        _peer.Run();
    }

    [NodeFact(Wasm)]
    public void Bip39_OfRandomPhrases_IsTheSame()
    {
        byte[] read = new byte[Bip39.MaxEntropySize], stretched = new byte[Bip39.SeedSize];
        for (int i = 0; i < 200; i++)
        {
            byte[] entropy = Bytes(16 + (4 * (i % 5)));
            string phrase = Bip39.WritePhrase(entropy), password = i % 2 == 0 ? "" : Text(_random.Next(1, 20)) + "ü€😀";
            _peer.Expect(Hex(entropy), "bip39ToEntropy", phrase);
            if (i % 10 == 0)
            {
                Bip39.Stretch(entropy, password, stretched);
                _peer.Expect(Hex(stretched.AsSpan(0, Bip39.MiniSecretSize)), "bip39ToMiniSecret", phrase, password);
            }

            // Another word in some place: one of 16 to 256 such phrases has a good checksum.
            string[] words = phrase.Split(' ');
            words[_random.Next(words.Length)] = Bip39.WritePhrase(Bytes(16)).Split(' ')[0];
            string other = string.Join(' ', words);
            _peer.Expect(Verdict(Bip39.TryReadPhrase(other, read, out _, out _)), "bip39Validate", other);
        }

        _peer.Run();
    }

    [NodeFact(Keyring)]
    public void SecretUri_OfRandomPaths_NamesTheSameKeys()
    {
        string[] schemes = ["sr25519", "ed25519", "ecdsa"];
        for (int i = 0; i < 90; i++)
        {
            KeyScheme scheme = Enum.Parse<KeyScheme>(schemes[i % 3], ignoreCase: true);
            StringBuilder uri = new(_random.Next(3) == 0 ? "0x" + Hex(Bytes(32)) : _random.Next(3) == 0 ? "" : Bip39.WritePhrase(Bytes(16)));
            for (int steps = _random.Next(uri.Length == 0 ? 1 : 0, 4); steps > 0; steps--)
            {
                // Behind no phrase, polkadot-js insists on a hard step.
                uri.Append(scheme == KeyScheme.Sr25519 && uri.Length > 0 && _random.Next(2) == 0 ? "/" : "//");
                uri.Append(_random.Next(2) == 0 ? _random.NextInt64().ToString(CultureInfo.InvariantCulture) : Text(_random.Next(1, 70)));
            }

            if (_random.Next(2) == 0) uri.Append("///").Append(Text(_random.Next(1, 30))).Append(" /ü");
            string text = uri.ToString();
            using KeyPair pair = KeyPair.FromUri(scheme, text);
            _peer.Expect(Hex(pair.PublicKey), "publicKeyOfUri", schemes[i % 3], text);
        }

        _peer.Run();
    }

    [NodeFact(Keyring)]
    public void JsonKeystore_OfACurve25519Key_OpensBothWays()
    {
        const string Uri = "//json", Password = "pass wörd";
        foreach (KeyScheme scheme in new[] { KeyScheme.Sr25519, KeyScheme.Ed25519 })
        {
            KeyPair pair = KeyPair.FromUri(scheme, Uri);
            byte[] ours = JsonKeystore.Encode(pair, Password, "an account", Ss58.GenericPrefix, Bytes(JsonKeystore.SaltSize), Bytes(JsonKeystore.NonceSize));
            _peer.Expect(Hex(pair.PublicKey), "publicKeyOfJson", ours, Password);
            _peer.Ask(
                theirs =>
                {
                    Assert.True(JsonKeystore.TryDecode(Convert.FromHexString(theirs), Password, out KeyPair? read, out string? error), error);
                    Assert.True(read.PublicKey.SequenceEqual(pair.PublicKey));
                    Assert.Equal(scheme, read.Scheme);
                },
                "jsonOfUri", scheme.ToString().ToLowerInvariant(), Uri, Password);
        }

        _peer.Run();
    }

    [NodeFact("@polkadot/util-crypto")]
    public void Ss58_OfRandomPayloads_IsTheSame()
    {
        int[] lengths = [1, 2, 4, 8, 32, 33];
        for (int i = 0; i < 2_000; i++)
        {
            byte[] payload = Bytes(lengths[i % lengths.Length]);
            int prefix = _random.Next(2) == 0 ? _random.Next(64) : _random.Next(Ss58.MaxPrefix + 1);
            if (prefix is 46 or 47) continue;
            string address = Ss58.Encode(payload, (ushort)prefix);
            _peer.Expect(Hex(Encoding.ASCII.GetBytes(address)), "encodeAddress", payload, prefix);

            // polkadot-js does not read its own short addresses with long prefixes.
            if (payload.Length >= 32 || prefix < 64) _peer.Expect(Hex(payload), "decodeAddress", address, prefix);
        }

        _peer.Run();
    }

    [NodeFact(Wasm)]
    public void Hashes_OfRandomInputs_AreTheSame()
    {
        for (int i = 0; i < 400; i++)
        {
            byte[] data = Bytes(_random.Next(2) == 0 ? _random.Next(300) : i), key = Bytes(_random.Next(65));
            byte[] blake = new byte[_random.Next(1, 65)], keyed = new byte[blake.Length], twox = new byte[8 << _random.Next(3)];
            Blake2b.Hash(data, blake);
            Blake2b.Hash(data, keyed, key);
            Twox.Hash(data, twox);
            foreach (int size in new[] { 32, 64 })
            {
                byte[] keccak = new byte[size], sha = new byte[size];
                Keccak.Hash(data, keccak);
                Sha2.Hash(data, sha);
                _peer.Expect(Hex(keccak), $"keccak{8 * size}", data);
                _peer.Expect(Hex(sha), $"sha{8 * size}", data);
            }

            _peer.Expect(Hex(blake), "blake2b", data, Array.Empty<byte>(), blake.Length);
            _peer.Expect(Hex(keyed), "blake2b", data, key, keyed.Length);
            _peer.Expect(Hex(twox), "twox", data, twox.Length / 8);
        }

        _peer.Run();
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static string Verdict(bool good) => good ? "true" : "false";

    private static byte[] Secret(Sr25519KeyPair pair)
    {
        byte[] bytes = new byte[Sr25519KeyPair.SecretKeySize];
        pair.ExportEd25519SecretKey(bytes);
        return bytes;
    }

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Flip(byte[] bytes)
    {
        byte[] changed = [.. bytes];
        changed[_random.Next(changed.Length)] ^= (byte)(1 << _random.Next(8));
        return changed;
    }

    // Letters, digits and marks, never a number as a whole: above 64 bits polkadot-js reads those otherwise.
    private string Text(int length) => "a" + new string([.. Enumerable.Range(1, length - 1).Select(_ => "abcXYZ019.-_+ äß"[_random.Next(16)])]);
}
