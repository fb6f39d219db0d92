using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Finds the merges of a <see cref="BytePairTokenizer"/>.</summary>
/// <remarks>
/// Keeps how often each pair occurs and where, and a queue of pairs by frequency. Merging a pair makes others rarer, whose entries in the queue are corrected when they come up;
/// pairs that become more frequent are new ones, with the token just made, and are queued then.
/// </remarks>
internal sealed class BytePairTraining
{
    private readonly List<(List<int> Tokens, long Count)> _pieces = [];
    private readonly Dictionary<(int Left, int Right), long> _counts = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _places = [];
    private readonly PriorityQueue<(int Left, int Right), (long NegatedCount, int Left, int Right)> _queue = new();

    /// <summary>Counts the pieces of a text; their order has no influence.</summary>
    public BytePairTraining(IEnumerable<byte[]> pieces)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        foreach (byte[] piece in pieces) CollectionsMarshal.GetValueRefOrAddDefault(counts, Encoding.Latin1.GetString(piece), out _)++;
        foreach ((string piece, long count) in counts)
        {
            _pieces.Add(([.. piece.Select(static one => (int)one)], count));
            Count(_pieces.Count - 1, sign: 1);
        }

        foreach (((int Left, int Right) pair, long count) in _counts) _queue.Enqueue(pair, (-count, pair.Left, pair.Right));
    }

    /// <summary>The first merges, at most so many.</summary>
    public ImmutableArray<(int Left, int Right)> Run(int most)
    {
        ImmutableArray<(int Left, int Right)>.Builder merges = ImmutableArray.CreateBuilder<(int Left, int Right)>();
        while (merges.Count < most && _queue.TryDequeue(out (int Left, int Right) pair, out (long NegatedCount, int Left, int Right) priority))
        {
            long count = _counts.GetValueOrDefault(pair);
            if (count < 2) continue;
            if (count != -priority.NegatedCount)
            {
                _queue.Enqueue(pair, (-count, pair.Left, pair.Right));
                continue;
            }

            Merge(pair, 256 + merges.Count);
            merges.Add(pair);
        }

        return merges.ToImmutable();
    }

    /// <summary>Replaces a pair by a token, from left to right.</summary>
    public static void Merge(List<int> tokens, (int Left, int Right) pair, int token)
    {
        int to = 0;
        for (int from = 0; from < tokens.Count; from++)
        {
            bool here = from + 1 < tokens.Count && tokens[from] == pair.Left && tokens[from + 1] == pair.Right;
            tokens[to++] = here ? token : tokens[from];
            if (here) from++;
        }

        tokens.RemoveRange(to, tokens.Count - to);
    }

    private void Merge((int Left, int Right) pair, int token)
    {
        HashSet<(int Left, int Right)> made = [];
        foreach (int place in _places[pair])
        {
            Count(place, sign: -1);
            List<int> tokens = _pieces[place].Tokens;
            Merge(tokens, pair, token);
            Count(place, sign: 1);
            for (int i = 0; i + 1 < tokens.Count; i++)
            {
                if (tokens[i] == token || tokens[i + 1] == token) made.Add((tokens[i], tokens[i + 1]));
            }
        }

        _places.Remove(pair);
        _counts.Remove(pair);
        foreach ((int Left, int Right) one in made) _queue.Enqueue(one, (-_counts[one], one.Left, one.Right));
    }

    private void Count(int place, int sign)
    {
        (List<int> tokens, long count) = _pieces[place];
        for (int i = 0; i + 1 < tokens.Count; i++)
        {
            (int Left, int Right) pair = (tokens[i], tokens[i + 1]);
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += sign * count;
            if (sign < 0) continue;
            if (!_places.TryGetValue(pair, out HashSet<int>? places)) _places.Add(pair, places = []);
            places.Add(place);
        }
    }
}
