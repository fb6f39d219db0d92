using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Testing;

/// <summary>Writes calls and origins as the C# that makes them, with <c>runtime</c> as the mock runtime, for pasting into a test.</summary>
internal static class CSharpText
{
    private static readonly Dictionary<AccountId, string> Names = typeof(DevAccounts).GetProperties()
        .Where(static p => p.PropertyType == typeof(AccountId))
        .ToDictionary(static p => (AccountId)p.GetValue(null)!, static p => $"DevAccounts.{p.Name}");

    /// <summary>An origin without a filter.</summary>
    public static string Of(Origin origin) => origin.IsSigned(out AccountId who) ? $"Origin.Signed({Of(who)})" : $"Origin.{origin.Kind}";

    /// <summary>A pallet's call; where one of its arguments cannot be written, all of it as bytes.</summary>
    public static string Of(RuntimeCall call) => Value(call.Call) ?? $"runtime.CallOf(\"{Convert.ToHexStringLower(RuntimeCall.Codec.ToBytes(call))}\").Call";

    private static string Of(AccountId who) => Names.TryGetValue(who, out string? name) ? name : $"new AccountId(Convert.FromHexString(\"{Convert.ToHexStringLower(who.Bytes.Span)}\"))";

    private static string? Value(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        byte or ushort or uint or int or short or sbyte or long or ulong => Convert.ToString(value, CultureInfo.InvariantCulture),
        UInt128 number => number <= ulong.MaxValue ? number.ToString(CultureInfo.InvariantCulture) : $"new UInt128(0x{(ulong)(number >> 64):x}, 0x{(ulong)number:x})",
        string text => System.Text.Json.JsonSerializer.Serialize(text),
        AccountId who => Of(who),
        H256 hash => $"new H256(Convert.FromHexString(\"{Convert.ToHexStringLower(hash.Span)}\"))",
        RuntimeCall call => $"runtime.Of({Of(call)})",
        Enum name => Enum.IsDefined(name.GetType(), name) ? $"{NameOf(name.GetType())}.{name}" : $"({NameOf(name.GetType())}){Convert.ToInt64(name, CultureInfo.InvariantCulture)}",
        ITuple tuple when value.GetType().FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal) =>
            List("(", Enumerable.Range(0, tuple.Length).Select(i => tuple[i]), ")"),
        byte[] bytes => $"[{string.Join(", ", bytes)}]",
        IList list when IsImmutableArray(list.GetType()) => IsDefault(list) ? "default" : List("[", list.Cast<object?>(), "]"),
        _ => Record(value),
    };

    private static string? List(string open, IEnumerable<object?> items, string close)
    {
        string?[] texts = [.. items.Select(Value)];
        return texts.Contains(null) ? null : open + string.Join(", ", texts) + close;
    }

    private static string? Record(object value)
    {
        Type type = value.GetType();
        if (type.IsGenericType || type.Assembly == typeof(object).Assembly) return null;
        foreach (ConstructorInfo constructor in type.GetConstructors().OrderByDescending(static c => c.GetParameters().Length))
        {
            PropertyInfo?[] fields = [.. constructor.GetParameters().Select(p => type.GetProperty(p.Name!, BindingFlags.Public | BindingFlags.Instance) is { } found && found.PropertyType == p.ParameterType ? found : null)];
            if (fields.Contains(null)) continue;
            return List($"new {NameOf(type)}(", fields.Select(f => f!.GetValue(value)), ")");
        }

        return null;
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static bool IsImmutableArray(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    private static bool IsDefault(object list) => (bool)list.GetType().GetProperty(nameof(ImmutableArray<int>.IsDefault))!.GetValue(list)!;
}
