using System.Runtime.CompilerServices;

namespace Gensyn.Crypto;

/// <summary>BLAKE2b-256 of many messages: each lane of a vector works on a message of its own and takes the next one when that ends.</summary>
internal static unsafe class Blake2bMany
{
    /// <summary>Writes the hash of each message, with the widest vectors that the processor has.</summary>
    public static void Hash(Blake2bMessages messages, Span<byte> output)
    {
        if (Blake2bLanes16.IsSupported && messages.Count > Blake2bLanes8.Count) Hash<Blake2bLanes16>(messages, output);
        else if (Blake2bLanes8.IsSupported && messages.Count > 1) Hash<Blake2bLanes8>(messages, output);
        else if (Blake2bLanes4.IsSupported && messages.Count > 1) Hash<Blake2bLanes4>(messages, output);
        else HashEach(messages, output);
    }

    /// <summary>Writes the hash of each message, one after the other.</summary>
    public static void HashEach(Blake2bMessages messages, Span<byte> output)
    {
        for (int i = 0; i < messages.Count; i++) HashOne(messages, i, output);
    }

    /// <summary>Writes the hash of each message, as many at once as there are lanes.</summary>
    [SkipLocalsInit]
    public static void Hash<TLanes>(Blake2bMessages messages, Span<byte> output)
        where TLanes : IBlake2bLanes
    {
        int width = TLanes.Count;
        ulong* h = stackalloc ulong[8 * width];
        byte** blocks = stackalloc byte*[width];
        ulong* words = stackalloc ulong[4 * width];
        byte* copies = stackalloc byte[width * Blake2bState.BlockSize];
        Lane* lanes = stackalloc Lane[width];
        Blake2bLaneState state = new()
        {
            H = h,
            Blocks = blocks,
            Used = words,
            Counts = words + width,
            Last = words + (2 * width),
            First = words + (3 * width),
        };

        fixed (byte* data = messages.Data)
        {
            byte* end = data + messages.Data.Length;
            int next = 0;
            int active = 0;
            for (int lane = 0; lane < width; lane++)
            {
                if (Start(messages, data, ref next, out lanes[lane])) active++;
            }

            // A message that is left alone is faster without lanes: the vectors take as long for one as for all of them.
            while (active > 1)
            {
                for (int lane = 0; lane < width; lane++)
                {
                    Lane* l = lanes + lane;
                    int used = Math.Min(l->Left, Blake2bState.BlockSize);
                    bool tagged = l->Done == 0 && messages.Tag is not null;
                    byte* block = l->At;
                    if (tagged || end - block < Blake2bState.BlockSize)
                    {
                        block = copies + (lane * Blake2bState.BlockSize);
                        if (tagged) *block = messages.Tag.GetValueOrDefault();
                        int skip = tagged ? 1 : 0;
                        Unsafe.CopyBlockUnaligned(block + skip, l->At + skip, (uint)Math.Max(used - skip, 0));
                    }

                    blocks[lane] = block;
                    state.Used[lane] = (ulong)used;
                    state.First[lane] = l->Done == 0 ? ulong.MaxValue : 0;
                    l->At += used;
                    l->Left -= used;
                    l->Done += (ulong)used;
                    state.Counts[lane] = l->Done;
                    state.Last[lane] = l->Left == 0 ? ulong.MaxValue : 0;
                }

                TLanes.Compress(state);

                for (int lane = 0; lane < width; lane++)
                {
                    if (lanes[lane].Left > 0 || lanes[lane].Message < 0) continue;
                    Span<byte> hash = output.Slice(32 * lanes[lane].Message, 32);
                    for (int i = 0; i < 4; i++) Unsafe.WriteUnaligned(ref hash[8 * i], h[(i * width) + lane]);
                    if (!Start(messages, data, ref next, out lanes[lane])) active--;
                }
            }

            for (int lane = 0; lane < width; lane++)
            {
                if (lanes[lane].Message >= 0) FinishAlone(messages, lanes[lane], h + lane, width, output);
            }
        }
    }

    /// <summary>Gives a lane the next message; without one it idles on an empty message that nobody asks for.</summary>
    private static bool Start(Blake2bMessages messages, byte* data, ref int next, out Lane lane)
    {
        if (next == messages.Count)
        {
            lane = new Lane { At = data, Message = -1 };
            return false;
        }

        (int start, int length) = messages[next];
        int tag = messages.Tag is null ? 0 : 1;
        lane = new Lane { At = data + start - tag, Left = length + tag, Message = next++ };
        return true;
    }

    private static void HashOne(Blake2bMessages messages, int index, Span<byte> output)
    {
        (int start, int length) = messages[index];
        ReadOnlySpan<byte> message = messages.Data.Slice(start, length);
        Span<byte> hash = output.Slice(32 * index, 32);
        if (messages.Tag is not { } tag)
        {
            Blake2b.Hash(message, hash);
            return;
        }

        Blake2bHasher hasher = Blake2bHasher.Create();
        hasher.Update([tag]);
        hasher.Update(message);
        hasher.Finish(hash);
    }

    private static void FinishAlone(Blake2bMessages messages, in Lane lane, ulong* h, int stride, Span<byte> output)
    {
        if (lane.Done == 0)
        {
            HashOne(messages, lane.Message, output);
            return;
        }

        Span<ulong> words = stackalloc ulong[8];
        for (int i = 0; i < 8; i++) words[i] = h[i * stride];
        Blake2bState.Resume(words, lane.Done).Finish(new ReadOnlySpan<byte>(lane.At, lane.Left), output.Slice(32 * lane.Message, 32));
    }

    private struct Lane
    {
        /// <summary>The rest of the message. A tag counts as the byte before the item, which is not read.</summary>
        public byte* At;

        public int Left;
        public ulong Done;

        /// <summary>Which message this is, or -1 for none.</summary>
        public int Message;
    }
}
