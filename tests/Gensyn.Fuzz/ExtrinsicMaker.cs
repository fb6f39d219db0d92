using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Gensyn.Runtime;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Fuzz;

/// <summary>Makes extrinsics: good ones of every call, good ones with something changed, and noise.</summary>
internal sealed class ExtrinsicMaker(FuzzRandom random, CallMaker calls, IReadOnlyList<AccountId> accounts, AccountId root)
{
    private const byte SignedV4 = 0x84;
    private const byte GeneralV5 = 0x45;

    /// <summary>The chain as a wallet would see it: hashes of the blocks so far, from genesis on, and nonces.</summary>
    public required IReadOnlyList<H256> Hashes { get; init; }

    /// <summary>The nonce that an account's next transaction has.</summary>
    public required Func<AccountId, uint> NonceOf { get; init; }

    /// <summary>Makes an extrinsic.</summary>
    public byte[] Next()
    {
        int kind = random.Below(100);
        return kind switch
        {
            < 40 => Good(),
            < 54 => Prefixed(Signed(Signer(), Damage(calls.Make(isRoot: false)), new())),
            < 66 => Damage(Good()),
            < 76 => Prefixed(Signed(Signer(), calls.Make(isRoot: false), Odd())),
            < 84 => Resized(),
            < 91 => Unsigned(),
            < 95 => Prefixed(Signed(Signer(), Deep(), new())),
            < 98 => Prefixed(random.Bytes(random.Below(300))),
            _ => random.Bytes(random.Below(300)),
        };
    }

    /// <summary>What a chain begins with so that more of what follows can succeed: proxies, and money where genesis put none.</summary>
    public ImmutableArray<byte[]> Setup() =>
    [
        Prefixed(Signed(accounts[0], Bytes(42, new ProxyPallet.Call.AddProxy(accounts[1], ProxyType.Any, 0)), new())),
        Prefixed(Signed(accounts[1], Bytes(42, new ProxyPallet.Call.AddProxy(accounts[2], ProxyType.NonTransfer, 0)), new())),
        Prefixed(Signed(accounts[2], Bytes(42, new ProxyPallet.Call.AddProxy(accounts[3], ProxyType.Compute, 1)), new())),
        .. accounts.Skip(5).Select((who, i) => Prefixed(Signed(
            root,
            Bytes(15, new SudoPallet.Call.Sudo(new(10, new BalancesPallet.Call.ForceSetBalance(who, 1000 * RuntimeConstants.Unit)))),
            new(NonceOff: i)))),
    ];

    // Calls whose arguments must fit together, which chance hardly ever makes.
    private byte[] Plausible()
    {
        AccountId signer = random.Pick(accounts);
        RuntimeCall inner = random.Chance(50)
            ? new(0, new FrameSystemPallet.Call.RemarkWithEvent(random.Bytes(4)))
            : new(10, new BalancesPallet.Call.TransferKeepAlive(random.Pick(accounts), (UInt128)random.Below(1000) * RuntimeConstants.MilliUnit));
        ImmutableArray<AccountId> others = [.. accounts.Where(who => who != signer).OrderBy(_ => random.Next()).Take(2).Order()];
        Timepoint? when = random.Chance(50) ? null : new Timepoint((uint)Hashes.Count - (uint)random.Below(2), (uint)random.Below(60));
        Weight most = new(10_000_000_000, 100_000);
        int who = random.Below(3);
        return random.Below(5) switch
        {
            0 => Prefixed(Signed(accounts[who + 1], Bytes(42, new ProxyPallet.Call.MakeProxied(accounts[who], null, inner)), new())),
            1 => Prefixed(Signed(accounts[who + 1], Bytes(42, new ProxyPallet.Call.Announce(accounts[who], Hashing.Blake2_256(RuntimeCall.Codec.ToBytes(inner)))), new())),
            2 => Prefixed(Signed(signer, Bytes(41, new MultisigPallet.Call.AsMulti(2, others, when, inner, most)), new())),
            3 => Prefixed(Signed(signer, Bytes(41, new MultisigPallet.Call.AsMultiThreshold1(others, inner)), new())),
            _ => Prefixed(Signed(signer, Bytes(40, new UtilityPallet.Call.BatchAll([inner, inner, inner])), new())),
        };
    }

    private static byte[] Bytes(byte pallet, PalletCall call) => RuntimeCall.Codec.ToBytes(new(pallet, call));

    private byte[] Good()
    {
        if (random.Chance(15)) return Plausible();
        // Root signs nothing but what root may be trusted with here.
        if (!random.Chance(20)) return Prefixed(Signed(Signer(), calls.Make(isRoot: false), new()));
        byte[] sudo = [15, 0, .. calls.Make(isRoot: true)];
        return Prefixed(Signed(root, sudo, new()));
    }

    private AccountId Signer() => random.Pick(accounts);

    // Eras, nonces, tips, modes and kinds of signature that a wallet would not choose.
    private Choices Odd() => new(
        random.Chance(30) ? random.Bytes(random.Below(3)) : Era.Codec.ToBytes(Era.Mortal(1ul << random.Below(18), (ulong)random.Below(Hashes.Count + 3))),
        random.Chance(50) ? random.Below(5) - 2 : 0,
        random.Below(4) switch { 0 => 0, 1 => (UInt128)random.Below(1000), 2 => RuntimeConstants.Unit * (UInt128)random.Below(1 << 20), _ => UInt128.MaxValue },
        (byte)random.Below(3),
        (SignatureScheme)random.Below(5),
        (byte)(random.Chance(70) ? 0 : random.Below(7)));

    private byte[] Signed(AccountId signer, byte[] call, Choices choices)
    {
        ScaleWriter parts = new(64);
        parts.WriteBytes(choices.Era ?? [0]);
        parts.WriteCompact(unchecked(NonceOf(signer) + (uint)choices.NonceOff));
        parts.WriteCompact(choices.Tip);
        parts.WriteByte(choices.Mode);

        ScaleWriter payload = new(256);
        payload.WriteBytes(call);
        payload.WriteBytes(parts.Written);
        payload.WriteU32(RuntimeConstants.SpecVersion);
        payload.WriteU32(RuntimeConstants.TransactionVersion);
        payload.WriteBytes(Hashes[0].Span);
        payload.WriteBytes(BirthHash(choices.Era).Span);
        payload.WriteByte(0);
        byte[] signable = payload.Length > 256 ? Hashing.Blake2_256(payload.Written).ToArray() : payload.ToArray();

        ScaleWriter body = new(256);
        body.WriteByte(SignedV4);
        body.WriteByte(choices.AddressKind);
        body.WriteBytes(signer.Bytes.Span);
        body.WriteByte((byte)choices.Scheme);
        body.WriteBytes(HashVerifier.Sign(choices.Scheme, signable, signer.Bytes.Span));
        body.WriteBytes(parts.Written);
        body.WriteBytes(call);
        return body.ToArray();
    }

    private H256 BirthHash(byte[]? era)
    {
        if (era is null || !Era.Codec.TryDecode(era, out Era decoded)) return Hashes[0];
        ulong birth = decoded.Birth((ulong)Hashes.Count);
        return birth < (ulong)Hashes.Count ? Hashes[(int)birth] : default;
    }

    // Bits and bytes changed, a piece copied over another.
    private byte[] Damage(byte[] good)
    {
        byte[] bad = [.. good];
        if (bad.Length == 0) return bad;
        for (int i = random.Below(3); i >= 0; i--)
        {
            int at = random.Below(bad.Length);
            switch (random.Below(4))
            {
                case 0:
                    bad[at] ^= (byte)(1 << random.Below(8));
                    break;
                case 1:
                    bad[at] = (byte)random.Next();
                    break;
                case 2:
                    bad[at] = random.Pick([(byte)0, (byte)1, (byte)0xff, (byte)0xfe]);
                    break;
                default:
                    int length = random.Below(Math.Min(40, bad.Length - at)) + 1;
                    bad.AsSpan(at, length).ToArray().CopyTo(bad, random.Below(bad.Length - length + 1));
                    break;
            }
        }

        return bad;
    }

    // Cut or grown, with a length that says so, and one that does not.
    private byte[] Resized()
    {
        byte[] body = Signed(Signer(), calls.Make(isRoot: false), new());
        byte[] resized = random.Chance(50) ? body[..random.Below(body.Length)] : [.. body, .. random.Bytes(random.Below(40) + 1)];
        if (random.Chance(70)) return Prefixed(resized);
        ScaleWriter writer = new(resized.Length + 8);
        writer.WriteCompact(random.Chance(50) ? (uint)body.Length : (uint)random.Next());
        writer.WriteBytes(resized);
        return writer.ToArray();
    }

    // Bare extrinsics of both versions, general ones, and preambles that do not exist.
    private byte[] Unsigned()
    {
        byte[] call = calls.Make(isRoot: false);
        return Prefixed(random.Below(4) switch
        {
            0 => [4, .. call],
            1 => [5, .. call],
            2 => [GeneralV5, (byte)(random.Chance(90) ? 0 : 1), 0, (byte)(random.Below(3) << 2), 0, 0, .. call],
            _ => [(byte)random.Next(), .. call],
        });
    }

    // Calls in calls in calls, up to and beyond what decodes: sudo, as_derivative, proxy, batches, alone or mixed.
    private byte[] Deep()
    {
        int depth = random.Chance(50) ? random.Below(20) : 240 + random.Below(30);
        int only = random.Below(6);
        byte[] me = Signer().Bytes.ToArray();
        List<byte[]> layers = [];
        for (int i = 0; i < depth; i++)
        {
            layers.Add((only == 5 ? random.Below(5) : only) switch
            {
                0 => [40, 1, (byte)random.Below(4), 0],
                1 => [40, 0, 4],
                2 => [40, 2, 4],
                3 => [42, 0, 0, .. me, 0],
                _ => [15, 0],
            });
        }

        return [.. layers.SelectMany(static layer => layer), .. calls.Make(isRoot: false)];
    }

    private static byte[] Prefixed(byte[] body)
    {
        ScaleWriter writer = new(body.Length + 4);
        writer.WriteByteString(body);
        return writer.ToArray();
    }

    private sealed record Choices(
        byte[]? Era = null, int NonceOff = 0, UInt128 Tip = default, byte Mode = 0, SignatureScheme Scheme = SignatureScheme.Sr25519, byte AddressKind = 0);
}
