using System.Collections.Immutable;
using System.Numerics;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>The blocks in which a transaction is valid: all, or a period of them that a phase places.</summary>
/// <remarks>Source: sp_runtime::generic::Era.</remarks>
public readonly record struct Era
{
    private const ulong LongestPeriod = 1 << 16;

    private Era(ulong period, ulong phase)
    {
        Period = period;
        Phase = phase;
    }

    /// <summary>Encodes the era in one byte or two.</summary>
    public static Codec<Era> Codec { get; } = new EraCodec();

    /// <summary>All blocks.</summary>
    public static Era Immortal => default;

    /// <summary>Whether the era ends.</summary>
    public bool IsMortal => Period != 0;

    /// <summary>How many blocks the era lasts, a power of two; 0 when it does not end.</summary>
    public ulong Period { get; }

    /// <summary>Where in each period the era begins.</summary>
    public ulong Phase { get; }

    private ulong Quantum => Math.Max(Period >> 12, 1);

    /// <summary>The era that begins about the current block and lasts at least so long, within 4 to 65536 blocks.</summary>
    public static Era Mortal(ulong period, ulong current)
    {
        ulong rounded = Math.Clamp(period > LongestPeriod ? LongestPeriod : BitOperations.RoundUpToPowerOf2(period), 4, LongestPeriod);
        Era era = new(rounded, 0);
        return new Era(rounded, current % rounded / era.Quantum * era.Quantum);
    }

    /// <summary>The first block of the era that this block is in.</summary>
    public ulong Birth(ulong current) => IsMortal ? (((Math.Max(current, Phase) - Phase) / Period) * Period) + Phase : 0;

    /// <summary>The first block after the era that this block is in.</summary>
    public ulong Death(ulong current) => IsMortal ? Birth(current) + Period : ulong.MaxValue;

    private sealed class EraCodec : Codec<Era>
    {
        // As in sp_runtime: one variant for each first byte, so that clients without a special case can read the type.
        public override TypeInfo Type { get; } = new("sp_runtime::generic::era::Era", [], static () =>
        {
            ImmutableArray<TypeField> second = [new(null, Codecs.U8.Type)];
            return new TypeDefinition.Variant(
                [new("Immortal", 0, []), .. Enumerable.Range(1, 255).Select(i => new TypeVariant("Mortal" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), (byte)i, second))]);
        });

        public override int? MaxEncodedLen => 2;

        public override void Encode(Era value, ref ScaleWriter writer)
        {
            if (value.IsMortal)
            {
                int exponent = Math.Clamp(BitOperations.TrailingZeroCount(value.Period) - 1, 1, 15);
                writer.WriteU16((ushort)((uint)exponent | (uint)((value.Phase / value.Quantum) << 4)));
            }
            else
            {
                writer.WriteByte(0);
            }
        }

        public override Era Decode(ref ScaleReader reader)
        {
            byte first = reader.ReadByte();
            if (first == 0) return Immortal;
            int encoded = first | (reader.ReadByte() << 8);
            Era era = new(2ul << (encoded & 0xf), 0);
            era = new Era(era.Period, (ulong)(encoded >> 4) * era.Quantum);
            if (era.Period >= 4 && era.Phase < era.Period) return era;
            reader.Fail();
            return Immortal;
        }
    }
}
