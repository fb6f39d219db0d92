using System.Collections.Immutable;
using Gensyn.Frame.Tests.Sample;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Frame.Tests;

/// <summary>What the kinds of storage items do, over a state that holds half of the entries and an overlay that holds the others.</summary>
public sealed class StorageTests
{
    private static readonly AccountId _alice = DevAccounts.Alice;
    private static readonly AccountId _bob = DevAccounts.Bob;

    private readonly MemoryState _state = new();
    private readonly SampleRuntime _runtime = new();
    private OverlayExternalities _overlay;
    private SamplePallet _sample;

    public StorageTests() => (_overlay, _sample) = Open();

    // Vector: Staking.CounterForNominators of Polkadot (polkadot-sdk, substrate/utils/frame/remote-externalities).
    [Fact]
    public void StorageCountedMap_KeepsItsCountWhereFrameHasIt()
    {
        const string Key = "5f3e4907f716ac89b6347d15ececedcaf99b25852d3d69419882da651375cdb3";
        StorageCountedMap<Twox64Concat, AccountId, uint> map = new(
            _runtime.At(1), new StorageItem("Staking", "Nominators", StorageModifier.Optional, ""), AccountId.Codec, Codecs.U32);

        map.Set(_alice, 1);

        Assert.Equal([1, 0, 0, 0], _runtime.Externalities.Get(Convert.FromHexString(Key)));
        Assert.Equal("CounterForNominators", map.CounterInfo.Name);
    }

    [Fact]
    public void StorageCountedMap_CountsWhateverHappensToIt()
    {
        StorageCountedMap<Twox64Concat, uint, ushort> map = _sample.Named;
        for (uint i = 0; i < 6; i++) map.Set(i, (ushort)i);
        map.Set(3, 30);
        Assert.Equal(6u, map.Count);

        map.Remove(3);
        map.Remove(3);
        Assert.Equal((ushort)4, map.Take(4u));
        Assert.Equal(4u, map.Count);

        map.Mutate(9, static v => (ushort)(v + 1));
        map.MutateExists(0u, static _ => null);
        map.MutateExists(10u, static v => v is null ? (ushort)7 : null);
        Assert.Equal(DispatchError.Exhausted, map.TryMutate(11, static (ref ushort v) => DispatchError.Exhausted).Error);
        map.TryMutateExists(5u, static (ref ushort? v) =>
        {
            v = null;
            return DispatchResult.Ok;
        });
        map.Swap(1, 40);
        Assert.Equal<uint>([2, 9, 10, 40], All(map).Keys.Order());
        Assert.Equal(4u, map.Count);
        Assert.Equal(4u, map.InitializeCounter());

        Save();
        map = _sample.Named;
        map.Set(1, 1);
        Assert.Equal((ushort)1, map.Drain().First(static e => e.Key == 1).Value);
        uint left = map.Count;
        Assert.Equal((uint)All(map).Count, left);

        RemovalResult part = map.Clear(limit: 1);
        Assert.NotNull(part.Cursor);
        Assert.Equal(left - part.Unique, map.Count);
        Assert.Null(map.Clear(null, part.Cursor).Cursor);
        Assert.Equal(0u, map.Count);
        Assert.False(_overlay.Contains(StoragePrefix.Of("Sample", "CounterForNamed")));
    }

    [Fact]
    public void Clear_WithALimit_CountsKeysOfTheStateAndGoesOnFromItsCursor()
    {
        for (uint i = 0; i < 5; i++) _sample.Results.Set(_alice, i, new Outcome.Failed());
        _sample.Results.Set(_bob, 1, new Outcome.Failed());
        Save();
        for (uint i = 5; i < 8; i++) _sample.Results.Set(_alice, i, new Outcome.Failed());

        RemovalResult first = _sample.Results.ClearPrefix(_alice, limit: 2);
        Assert.Equal((2u, 5u, 2u), (first.Backend, first.Unique, first.Loops));
        Assert.Equal(3, _sample.Results.EntriesOf(_alice).Count());

        // Without the cursor it looks at the same two keys again, which are gone already.
        RemovalResult stuck = _sample.Results.ClearPrefix(_alice, limit: 2);
        Assert.Equal((0u, 0u, 2u), (stuck.Backend, stuck.Unique, stuck.Loops));

        RemovalResult second = _sample.Results.ClearPrefix(_alice, limit: 2, first.Cursor);
        RemovalResult last = _sample.Results.ClearPrefix(_alice, limit: 2, second.Cursor);
        Assert.Equal((2u, 1u), (second.Backend, last.Backend));
        Assert.Null(last.Cursor);
        Assert.Equal([(_bob, 1u)], _sample.Results.Keys());
    }

    [Fact]
    public void StorageNMap_Key_IsEachPartUnderItsHasher()
    {
        // The first two parts are System.Account's of Alice and System.BlockHash's of 0, as every chain has them.
        string expected = Convert.ToHexStringLower(StoragePrefix.Of("Sample", "Marks"))
            + "de1e86a9a8c739864cf3cc5ec2bea59fd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d" + "b4def25cfda6ef3a00000000" + "07";

        Assert.Equal(expected, Convert.ToHexStringLower(_sample.Marks.KeyOf((_alice, 0, 7))));
        StorageInfo info = _sample.Marks.Info;
        Assert.Equal<StorageHasherKind>([StorageHasherKind.Blake2_128Concat, StorageHasherKind.Twox64Concat, StorageHasherKind.Identity], info.Hashers);
        Assert.Equal(48 + 12 + 1 + 8, info.MaxSize);
    }

    [Fact]
    public void StorageNMap_IsWalkedAndClearedFromItsFirstKeys()
    {
        (AccountId, uint, byte)[] keys = [(_alice, 1, 1), (_alice, 1, 2), (_alice, 2, 1), (_bob, 1, 1)];
        ulong mark = 0;
        foreach ((AccountId, uint, byte) key in keys) _sample.Marks.Set(key, ++mark);
        Save();

        Assert.Equal(0ul, _sample.Marks.GetOrDefault((_bob, 9, 9)));
        Assert.Equal(4ul, _sample.Marks.Get((_bob, 1u, (byte)1)));
        Assert.Equal<ulong>([1, 2, 3], _sample.Marks.Under(_alice).Values().Order());
        Assert.Equal([(_alice, 1u, (byte)1), (_alice, 1u, (byte)2)], _sample.Marks.Under(_alice, 1u).Keys());
        Assert.Equal([(_alice, 1u, (byte)2)], _sample.Marks.Under(_alice, 1u).KeysAfter((_alice, 1, 1)));
        Assert.Equal(keys.ToHashSet(), _sample.Marks.Keys().ToHashSet());
        Assert.Equal(2u, _sample.Marks.Under(_alice, 1u).Clear().Unique);
        Assert.Equal(2, _sample.Marks.Entries().Count());
    }

    [Fact]
    public void StorageNMap_OfFourAndFiveKeys_ReadsItsKeysBack()
    {
        KeyParts<(Identity, Identity, Twox64Concat, Identity), (byte, byte, byte, byte)> four =
            KeyParts.Of<Identity, byte, Identity, byte, Twox64Concat, byte, Identity, byte>(Codecs.U8, Codecs.U8, Codecs.U8, Codecs.U8);
        StorageNMap<(Identity, Identity, Twox64Concat, Identity), (byte, byte, byte, byte), byte> map4 = new(
            _runtime.At(1), new StorageItem("X", "Four", StorageModifier.Optional, ""), four, Codecs.U8);
        KeyParts<(Identity, Identity, Identity, Identity, Twox64Concat), (byte, byte, byte, byte, byte)> five =
            KeyParts.Of<Identity, byte, Identity, byte, Identity, byte, Identity, byte, Twox64Concat, byte>(Codecs.U8, Codecs.U8, Codecs.U8, Codecs.U8, Codecs.U8);
        StorageNMap<(Identity, Identity, Identity, Identity, Twox64Concat), (byte, byte, byte, byte, byte), byte> map5 = new(
            _runtime.At(1), new StorageItem("X", "Five", StorageModifier.Optional, ""), five, Codecs.U8);
        foreach (byte last in (byte[])[1, 2])
        {
            map4.Set((1, 2, 3, last), last);
            map5.Set((1, 2, 3, 4, last), last);
        }

        map4.Set((1, 9, 9, 9), 9);
        map5.Set((1, 9, 9, 9, 9), 9);

        byte one = 1, two = 2, three = 3, fourth = 4;
        Assert.Equal([(1, 2, 3, 1), (1, 2, 3, 2), (1, 9, 9, 9)], map4.Under(one).Keys());
        Assert.Equal([(1, 2, 3, 1), (1, 2, 3, 2)], map4.Under(one, two).Keys());
        Assert.Equal([(1, 2, 3, 1), (1, 2, 3, 2)], map4.Under(one, two, three).Keys());
        Assert.Equal(3, map5.Under(one).Keys().Count());
        Assert.Equal(2, map5.Under(one, two).Keys().Count());
        Assert.Equal(2, map5.Under(one, two, three).Keys().Count());
        Assert.Equal([1, 2], map5.Under(one, two, three, fourth).Entries().Select(static e => (int)e.Key.Item5).Order());
        Assert.Equal((4 + 8 + 1, 5 + 8 + 1), (map4.Info.MaxSize, map5.Info.MaxSize));
    }

    [Fact]
    public void EntriesAfter_AKey_GoesOnBehindIt_ThereOrNot()
    {
        for (int i = 0; i < 8; i++) _sample.Workers.Set(DevAccounts.Number(i), new Worker((UInt128)i, Stage.Busy, 1));
        Save();
        AccountId[] keys = [.. _sample.Workers.Keys()];
        Assert.Equal(8, keys.Length);

        Assert.Equal(keys[3..], _sample.Workers.EntriesAfter(keys[2]).Select(static e => e.Key));
        _sample.Workers.Remove(keys[2]);
        Assert.Equal(keys[3..], _sample.Workers.KeysAfter(keys[2]));
        Assert.Equal(7, _sample.Workers.Values().Count());
    }

    [Fact]
    public void Drain_StoppedHalfway_LeavesTheRest()
    {
        for (uint i = 0; i < 6; i++) _sample.Results.Set(_alice, i, new Outcome.Failed());
        Save();

        uint[] taken = [.. _sample.Results.Under(_alice).Drain().Take(2).Select(static e => e.Key)];

        Assert.Equal(4, _sample.Results.Entries().Count());
        Assert.DoesNotContain(_sample.Results.Under(_alice).Keys(), taken.Contains);
    }

    [Fact]
    public void MapOfAHasherThatDropsKeys_HasValuesAndNoKeys()
    {
        _sample.Hidden.Set(1, [1]);
        _sample.Hidden.Set(2, [2, 3]);

        Assert.Empty(_sample.Hidden.Keys());
        Assert.Empty(_sample.Hidden.Entries());
        Assert.Equal(3, _sample.Hidden.Values().Sum(static v => v.Length));
        Assert.Equal(2ul, _sample.Hidden.TranslateValues(Codecs.Bytes, static (byte[] old, out ImmutableArray<byte> value) =>
        {
            value = [.. old, 9];
            return old.Length < 2;
        }));
        Assert.Equal<byte>([1, 9], _sample.Hidden.GetOrDefault(1));
        Assert.False(_sample.Hidden.Contains(2));
        Assert.Equal(32 + 1 + 2, _sample.Hidden.Info.MaxSize);
    }

    [Fact]
    public void Translate_RewritesWhatDecodes_DropsWhatIsRefused_AndLeavesTheRest()
    {
        StorageMap<Twox64Concat, uint, byte> old = new(_runtime.At(1), new StorageItem("Sample", "Named", StorageModifier.Optional, ""), Codecs.U32, Codecs.U8);
        StorageMap<Twox64Concat, uint, ushort> map = new(_runtime.At(1), new StorageItem("Sample", "Named", StorageModifier.Optional, ""), Codecs.U32, Codecs.U16);
        for (uint i = 0; i < 3; i++) old.Set(i, (byte)(i + 1));
        map.Set(7, 700);

        ulong seen = map.Translate(Codecs.U8, static (uint key, byte value, out ushort made) =>
        {
            made = (ushort)(value * 256);
            return key != 1;
        });

        Assert.Equal(4ul, seen);
        Assert.Equal([new(0, 256), new(2, 768), new(7, 700)], map.Entries().OrderBy(static e => e.Key));
    }

    [Fact]
    public void StorageValue_Translate_TouchesOnlyWhatTheOldCodecReads()
    {
        _runtime.Externalities.Set(_runtime.Sample.WorkerCount.Key, [5]);

        Assert.False(_runtime.Sample.WorkerCount.Translate(Codecs.U16, static (ushort old, out uint value) => (value = old) > 0));
        Assert.True(_runtime.Sample.WorkerCount.Translate(Codecs.U8, static (byte old, out uint value) => (value = old * 2u) > 0));
        Assert.Equal(10u, _runtime.Sample.WorkerCount.Get());
        Assert.True(_runtime.Sample.WorkerCount.Translate(Codecs.U32, static (uint old, out uint value) => (value = 0) > 0));
        Assert.False(_runtime.Sample.WorkerCount.Exists);
        Assert.True(_runtime.Sample.WorkerCount.Translate(Codecs.U8, static (byte old, out uint value) => (value = old) > 0));
    }

    [Fact]
    public void TryAppend_ToAFullList_RefusesAndWritesNothing()
    {
        foreach (uint item in (uint[])[1, 2, 3, 4]) Assert.True(_sample.Queue.TryAppend(item));
        Assert.False(_sample.Queue.TryAppend(5u));
        Assert.Equal<uint>([1, 2, 3, 4], _sample.Queue.Get());

        Assert.True(_sample.Hidden.TryAppend(1u, (byte)1));
        Assert.True(_sample.Hidden.TryAppend(1u, (byte)2));
        Assert.False(_sample.Hidden.TryAppend(1u, (byte)3));
        Assert.Equal((2u, 0u), (_sample.Hidden.DecodeLength(1), _sample.Hidden.DecodeLength(2)));

        ImmutableArray<uint> list = [1];
        Assert.True(BoundedLists.TryPush(ref list, 2u, maximum: 2));
        Assert.False(BoundedLists.TryPush(ref list, 3u, maximum: 2));
        Assert.Equal<uint>([1, 2], list);
    }

    [Fact]
    public void Set_BeyondABound_IsABug()
    {
        Assert.Throws<ArgumentException>(() => _sample.Queue.Set([1, 2, 3, 4, 5]));
        Assert.Throws<ArgumentException>(() => Codecs.BoundedBytes(2).ToBytes([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => Codecs.BoundedStr(3).ToBytes("äb!"));
        Assert.Throws<ArgumentException>(() => Codecs.BoundedSet(Codecs.U8, 1).ToBytes([1, 2]));
        Assert.Throws<ArgumentException>(() =>
            Codecs.BoundedMap(Codecs.U8, Codecs.U8, 1).ToBytes(ImmutableSortedDictionary<byte, byte>.Empty.Add(1, 1).Add(2, 2)));
        Assert.Equal(4, Codecs.BoundedStr(3).ToBytes("äb").Length);
    }

    [Fact]
    public void TryMutate_ThatFails_WritesNothing()
    {
        _sample.WorkerCount.Set(3);

        DispatchResult refused = _sample.WorkerCount.TryMutate(static (ref uint n) =>
        {
            n = 9;
            return DispatchError.Unavailable;
        });
        Assert.Equal(DispatchError.Unavailable, refused.Error);
        Assert.Equal(3u, _sample.WorkerCount.Get());
        Assert.False(_sample.WorkerCount.TryMutate(static (ref uint n) =>
        {
            n++;
            return DispatchResult.Ok;
        }).IsError);
        Assert.Equal(4u, _sample.WorkerCount.Get());
    }

    [Fact]
    public void MapsOfReferences_MutateExists_RemovesOnNull()
    {
        Assert.Null(_sample.Profiles.MutateExists(_alice, static p => p));
        _sample.Profiles.MutateExists(_alice, static _ => new Profile("a", [], null, []));
        Assert.Equal("a", _sample.Profiles.Get(_alice)?.Name);
        _sample.Profiles.TryMutateExists(_alice, static (ref Profile? p) =>
        {
            p = null;
            return DispatchError.Other;
        });
        Assert.True(_sample.Profiles.Contains(_alice));
        Assert.Equal("a", _sample.Profiles.Take(_alice)?.Name);
        Assert.False(_sample.Profiles.Contains(_alice));
    }

    [Fact]
    public void ChildTrie_IsReadWrittenClearedAndHasARoot()
    {
        ChildTrie trie = _runtime.At(1).ChildTrie("crowd"u8);
        H256 empty = trie.Root();
        for (byte i = 0; i < 4; i++) trie.Set([1, i], Codecs.U32, i);
        trie.SetRaw([2], [9]);

        Assert.Equal(":child_storage:default:crowd"u8.ToArray(), trie.StorageKey);
        Assert.True(trie.TryGet([1, 3], Codecs.U32, out uint three));
        Assert.Equal(3u, three);
        Assert.False(trie.TryGet([2], Codecs.U32, out _));
        Assert.Equal([9], trie.GetRaw([2]));
        Assert.Equal(4, trie.Keys([1]).Count());
        Assert.Equal([[2]], trie.Keys([2]));
        H256 full = trie.Root();
        Assert.NotEqual(empty, full);
        Assert.Equal(full.ToArray(), _runtime.Externalities.Get(trie.StorageKey));
        Assert.True(trie.TryTake([1, 0], Codecs.U32, out _));
        Assert.False(trie.Contains([1, 0]));
        Assert.Equal(3u, trie.ClearPrefix([1]).Unique);
        Assert.Null(trie.Kill(limit: 1).Cursor);
        Assert.Equal(empty, trie.Root());
        Assert.Null(_runtime.Externalities.Get(trie.StorageKey));
    }

    [Fact]
    public void Info_SaysHowMuchAnEntryTakes()
    {
        Assert.Equal((1u, 4), (_sample.WorkerCount.Info.MaxValues!.Value, _sample.WorkerCount.Info.MaxSize!.Value));
        Assert.Equal((8u, 8 + 4 + 2), (_sample.Named.Info.MaxValues!.Value, _sample.Named.Info.MaxSize!.Value));
        Assert.Null(_sample.Workers.Info.MaxValues);
        Assert.Equal(48 + 17 + 1 + 4, _sample.Workers.Info.MaxSize);
        Assert.Equal((null, true), (_sample.Profiles.Info.MaxSize, _sample.Profiles.Info.IsUnbounded));
        Assert.Equal((1 + 16, false), (_sample.Queue.Info.MaxSize!.Value, _sample.Queue.Info.IsUnbounded));
    }

    [Fact]
    public void MaxLength_OfTheConfiguration_BoundsTheValue()
    {
        SamplePallet roomy = new(new PalletContext(_overlay, _runtime, 50), new SampleConfig(MinimumStake: 100, MaxQueue: 70));

        Assert.Equal((1 + (4 * 4), 2 + (70 * 4)), (_sample.Queue.Info.MaxSize, roomy.Queue.Info.MaxSize));
        Assert.Equal(_sample.Queue.Info.Value.Key, roomy.Queue.Info.Value.Key);
        Assert.Throws<ArgumentException>(() => _sample.Queue.Set([1, 2, 3, 4, 5]));
        roomy.Queue.Set([1, 2, 3, 4]);
        Assert.False(_sample.Queue.TryAppend(5u));
        Assert.True(roomy.Queue.TryAppend(5u));
        Assert.Equal([1, 2, 3, 4, 5], roomy.Queue.Get().ToArray());
        Assert.Throws<OverflowException>(() => new SamplePallet(_runtime.At(50), new SampleConfig(MinimumStake: 100, MaxQueue: uint.MaxValue)).Queue);
    }

    private static Dictionary<uint, ushort> All(StorageCountedMap<Twox64Concat, uint, ushort> map) => map.Entries().ToDictionary(static e => e.Key, static e => e.Value);

    private (OverlayExternalities Overlay, SamplePallet Sample) Open()
    {
        OverlayExternalities overlay = new(_state);
        return (overlay, new SamplePallet(new PalletContext(overlay, _runtime, 50), new SampleConfig(100)));
    }

    /// <summary>Makes what was written part of the state, and begins a new overlay.</summary>
    private void Save()
    {
        _state.Apply(_overlay.Drain());
        (_overlay, _sample) = Open();
    }
}
