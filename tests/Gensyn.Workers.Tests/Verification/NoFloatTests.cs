using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;
using Gensyn.Verification.Disputes;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

/// <summary>The referee runs inside the runtime: no float in any signature, local, instruction or call of its IL.</summary>
public sealed class NoFloatTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF);

    [Fact]
    public void Verification_InItsIl_HasNoFloats() => Assert.Empty(Floats(typeof(DisputeReferee).Assembly));

    // The walk itself must see floats where they are.
    [Fact]
    public void Walk_OverAnAssemblyWithFloats_FindsThem() =>
        Assert.Contains(Floats(typeof(NoFloatTests).Assembly), found => found.Contains(nameof(ToyRun.Scalar), StringComparison.Ordinal));

    private static List<string> Floats(Assembly assembly)
    {
        var found = new List<string>();
        foreach (Type type in assembly.GetTypes())
        {
            foreach (FieldInfo field in type.GetFields(All))
            {
                if (IsFloat(field.FieldType)) found.Add($"{type}.{field.Name}");
            }

            foreach (MethodBase method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))
            {
                if (HasFloat(method)) found.Add($"{type}.{method.Name}: signature");
                if (method.GetMethodBody() is not { } body) continue;
                if (body.LocalVariables.Any(local => IsFloat(local.LocalType))) found.Add($"{type}.{method.Name}: local");
                if (FloatInstruction(method, body.GetILAsByteArray()!) is { } instruction) found.Add($"{type}.{method.Name}: {instruction}");
            }
        }

        return found;
    }

    private static string? FloatInstruction(MethodBase method, byte[] il)
    {
        for (int at = 0; at < il.Length;)
        {
            int value = il[at] == 0xFE ? 0xFE00 | il[at + 1] : il[at];
            OpCode code = OpCodesByValue[value];
            at += code.Size;
            if (code.Name!.Contains(".r4", StringComparison.Ordinal) || code.Name.Contains(".r8", StringComparison.Ordinal) || code == OpCodes.Conv_R_Un) return code.Name;
            if (code.OperandType == OperandType.InlineMethod)
            {
                Type[]? typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
                Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
                MethodBase? called = method.Module.ResolveMethod(BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at)), typeArguments, methodArguments);
                if (called is not null && HasFloat(called)) return $"call of {called.Name}";
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at))),
                _ => 4,
            };
        }

        return null;
    }

    private static bool HasFloat(MethodBase method) =>
        method.GetParameters().Any(parameter => IsFloat(parameter.ParameterType)) || (method is MethodInfo info && IsFloat(info.ReturnType));

    private static bool IsFloat(Type type) =>
        type == typeof(float) || type == typeof(double) || type == typeof(Half) || type == typeof(decimal)
        || (type.HasElementType && IsFloat(type.GetElementType()!))
        || (type.IsGenericType && type.GetGenericArguments().Any(IsFloat));
}
