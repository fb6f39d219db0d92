using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>Writes one value of a record.</summary>
internal delegate void RecordWriter<in T>(T value, ref ScaleWriter writer);

/// <summary>Reads one value of a record; a malformed one fails the reader.</summary>
internal delegate T RecordReader<out T>(ref ScaleReader reader);

/// <summary>A codec of two functions, the description of what they write, and the most bytes that it takes.</summary>
internal sealed class RecordCodec<T>(string path, ImmutableArray<TypeField> fields, int maxEncodedLen, RecordWriter<T> write, RecordReader<T> read) : Codec<T>
{
    public override TypeInfo Type { get; } = new($"gensyn_verification::{path}", [], () => new TypeDefinition.Composite(fields));

    public override int? MaxEncodedLen => maxEncodedLen;

    public override void Encode(T value, ref ScaleWriter writer) => write(value, ref writer);

    public override T Decode(ref ScaleReader reader) => read(ref reader);
}
