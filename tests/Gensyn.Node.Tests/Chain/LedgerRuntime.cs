using System.Buffers.Binary;
using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Node.Tests.Chain;

/// <summary>What a transaction of the ledger runtime does when it is applied.</summary>
internal enum LedgerAct : byte
{
    Pay = 0,
    Trap = 1,
    TrapInsideLayers = 2,
    Exhaust = 3,
    FailInBlock = 4,
    Store = 5,
    StoreInChild = 6,
}

/// <summary>The smallest runtime that a node can run: 256 accounts with nonces, and transactions that can misbehave.</summary>
/// <remarks>An account is one byte; as an AccountId it is that byte 32 times. A transaction of priority 0 is invalid.</remarks>
internal sealed class LedgerRuntime : IRuntime
{
    public static readonly byte[] NowKey = Convert.FromHexString("f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb");
    private static readonly byte[] NumberKey = "number"u8.ToArray();
    private static readonly byte[] ParentKey = "parent"u8.ToArray();
    private static readonly byte[] CountKey = "count"u8.ToArray();

    public ReadOnlyMemory<byte> Version { get; } = RuntimeVersion.Codec.ToBytes(new RuntimeVersion(
        "ledger", "ledger-impl", 1, 7, 2, [(RuntimeApiId.Of("Core"), 5), (RuntimeApiId.Of("Metadata"), 2)], 1, 1));

    public static IEnumerable<KeyValuePair<byte[], byte[]>> Genesis =>
    [
        KeyValuePair.Create(":code"u8.ToArray(), new byte[40]),
        KeyValuePair.Create("empty"u8.ToArray(), Array.Empty<byte>()),
        KeyValuePair.Create("extra:1"u8.ToArray(), new byte[] { 1 }),
        KeyValuePair.Create("extra:2"u8.ToArray(), new byte[] { 2, 2 }),
        KeyValuePair.Create("extra:3"u8.ToArray(), new byte[] { 3, 3, 3 }),
    ];

    /// <summary>The key of an account's nonce.</summary>
    public static byte[] NonceKey(byte account) => [.. "nonce"u8, account];

    /// <summary>A signed transaction, length prefix included.</summary>
    public static byte[] Transaction(byte account, uint nonce, ulong priority = 1, LedgerAct act = LedgerAct.Pay, int padding = 0, ulong longevity = ulong.MaxValue)
    {
        ScaleWriter body = new(64);
        body.WriteByte(0x84);
        body.WriteByte(account);
        body.WriteU32(nonce);
        body.WriteU64(priority);
        body.WriteByte((byte)act);
        body.WriteU64(longevity);
        body.WriteBytes(new byte[padding]);
        ScaleWriter whole = new(64);
        whole.WriteByteString(body.Written);
        return whole.ToArray();
    }

    /// <summary>The child trie that transactions can store in.</summary>
    public static byte[] ChildId => "child"u8.ToArray();

    /// <summary>The key that the last storing transaction's padding is under.</summary>
    public static byte[] StoredKey => "stored"u8.ToArray();

    public byte[] Call(string method, ReadOnlySpan<byte> arguments, IExternalities externalities)
    {
        switch (method)
        {
            case "Core_version": return Version.ToArray();
            case "Core_initialize_block": return Initialise(Header(arguments), externalities);
            case "Core_execute_block": return Execute(arguments, externalities);
            case "BlockBuilder_inherent_extrinsics": return Inherents(arguments);
            case "BlockBuilder_apply_extrinsic": return Apply(arguments, externalities);
            case "BlockBuilder_finalize_block": return BlockHeader.Codec.ToBytes(Finalise(externalities));
            case "TaggedTransactionQueue_validate_transaction": return Validate(arguments[1..^32], externalities);
            case "AccountNonceApi_account_nonce": return BitConverter.GetBytes(Nonce(arguments[0], externalities));
            case "Metadata_metadata": return [16, .. "meta"u8];
            case "TransactionPaymentApi_query_info": return [4, 8, 1, .. BitConverter.GetBytes(1_000_000UL), .. new byte[8]];
            case "TransactionPaymentApi_query_fee_details": return [1, 10, .. new byte[15], 20, .. new byte[15], 30, .. new byte[15], .. new byte[16]];
            case "Test_fault": throw new InvalidOperationException("a fault of the runtime");
            default: throw new RuntimeException($"Exported method {method} is not found");
        }
    }

    private static BlockHeader Header(ReadOnlySpan<byte> bytes) =>
        BlockHeader.Codec.TryDecode(bytes, out BlockHeader? header) ? header : throw new RuntimeException("bad header");

    private static byte[] Initialise(BlockHeader header, IExternalities state)
    {
        state.Set(NumberKey, BitConverter.GetBytes(header.Number));
        state.Set(ParentKey, header.ParentHash.ToArray());
        state.Set(CountKey, BitConverter.GetBytes(0));
        return [0];
    }

    private static byte[] Execute(ReadOnlySpan<byte> bytes, IExternalities state)
    {
        if (!Block.Codec.TryDecode(bytes, out Block? block)) throw new RuntimeException("bad block");
        Initialise(block.Header, state);
        foreach (byte[] extrinsic in block.Extrinsics)
        {
            if (Apply(extrinsic, state) is not [0, ..]) throw new RuntimeException("an extrinsic is invalid");
        }

        return Finalise(state) == block.Header ? [] : throw new RuntimeException("the header does not match");
    }

    private static byte[] Inherents(ReadOnlySpan<byte> bytes)
    {
        if (!InherentData.Codec.TryDecode(bytes, out InherentData? data)) throw new RuntimeException("bad inherents");
        ScaleWriter writer = new(32);
        writer.WriteCompact(1u);
        writer.WriteByteString([0x05, .. data.Get(InherentId.Timestamp)!]);
        return writer.ToArray();
    }

    private static byte[] Apply(ReadOnlySpan<byte> extrinsic, IExternalities state)
    {
        ScaleReader reader = new(extrinsic);
        ReadOnlySpan<byte> body = reader.ReadByteString();
        if (body[0] == 0x05)
        {
            byte[] now = body[1..9].ToArray();
            if (state.Get(NowKey) is { } last && BitConverter.ToUInt64(last) >= BitConverter.ToUInt64(now)) throw new RuntimeException("time went back");
            state.Set(NowKey, now);
            return Note(extrinsic, state);
        }

        byte account = body[1];
        uint nonce = BinaryPrimitives.ReadUInt32LittleEndian(body[2..]);
        LedgerAct act = (LedgerAct)body[14];
        if (act == LedgerAct.Exhaust) return [1, 0, 6];
        if (act == LedgerAct.FailInBlock) return [1, 0, 1];
        if (nonce != Nonce(account, state)) return [1, 0, nonce > Nonce(account, state) ? (byte)2 : (byte)3];
        state.Set(NonceKey(account), BitConverter.GetBytes(nonce + 1));
        if (act == LedgerAct.TrapInsideLayers)
        {
            state.BeginTransaction();
            state.BeginTransaction();
        }

        if (act == LedgerAct.Store) state.Set("stored"u8, body[23..].ToArray());
        if (act == LedgerAct.StoreInChild) state.ChildSet(ChildId, StoredKey, body[23..].ToArray());
        if (act is LedgerAct.Trap or LedgerAct.TrapInsideLayers) throw new InvalidOperationException("trapped");
        return Note(extrinsic, state);
    }

    private static byte[] Note(ReadOnlySpan<byte> extrinsic, IExternalities state)
    {
        int count = BitConverter.ToInt32(state.Get(CountKey)!);
        state.Set(ExtrinsicKey(count), extrinsic.ToArray());
        state.Set(CountKey, BitConverter.GetBytes(count + 1));
        return [0, 0];
    }

    private static BlockHeader Finalise(IExternalities state)
    {
        int count = BitConverter.ToInt32(state.Get(CountKey)!);
        List<byte[]> extrinsics = [];
        for (int index = 0; index < count; index++)
        {
            extrinsics.Add(state.Get(ExtrinsicKey(index))!);
            state.Remove(ExtrinsicKey(index));
        }

        state.Remove(CountKey);
        H256 root = state.OrderedRoot(extrinsics, StateVersion.V0);
        return new BlockHeader(new H256(state.Get(ParentKey)), BitConverter.ToUInt32(state.Get(NumberKey)!), state.StorageRoot(StateVersion.V1), root, Digest.Empty);
    }

    private static byte[] Validate(ReadOnlySpan<byte> extrinsic, IExternalities state)
    {
        ScaleReader reader = new(extrinsic);
        ReadOnlySpan<byte> body = reader.ReadByteString();
        if (body.Length < 23 || body[0] != 0x84) throw new RuntimeException("Bad input data provided to validate_transaction: not a transaction");
        byte account = body[1];
        uint nonce = BinaryPrimitives.ReadUInt32LittleEndian(body[2..]);
        ulong priority = BinaryPrimitives.ReadUInt64LittleEndian(body[6..]);
        uint current = Nonce(account, state);
        if (priority == 0) return [1, 0, 1];
        if (nonce < current) return [1, 0, 3];
        ImmutableArray<byte[]> requires = nonce > current ? [Tag(account, nonce - 1)] : [];
        return [0, .. ValidTransaction.Codec.ToBytes(new ValidTransaction(priority, requires, [Tag(account, nonce)], BinaryPrimitives.ReadUInt64LittleEndian(body[15..]), true))];
    }

    private static byte[] Tag(byte account, uint nonce) => [.. Enumerable.Repeat(account, 32), .. BitConverter.GetBytes(nonce)];

    private static byte[] ExtrinsicKey(int index) => [.. "xt"u8, .. BitConverter.GetBytes(index)];

    private static uint Nonce(byte account, IExternalities state) => state.Get(NonceKey(account)) is { } bytes ? BitConverter.ToUInt32(bytes) : 0;
}
