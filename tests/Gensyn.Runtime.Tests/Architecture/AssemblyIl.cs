using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Gensyn.Runtime.Tests.Architecture;

/// <summary>Reads what an assembly's code is made of: signatures, locals, instructions, and which of its own types each type uses.</summary>
internal sealed class AssemblyIl : IDisposable
{
    private static readonly Dictionary<ushort, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static f => (OpCode)f.GetValue(null)!).ToDictionary(static o => (ushort)o.Value);

    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly SignatureNames _names;

    public AssemblyIl(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
        _names = new SignatureNames();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Where floating point stands in signatures, locals and instructions.</summary>
    public IEnumerable<string> Floats()
    {
        foreach (MethodDefinitionHandle handle in _reader.MethodDefinitions)
        {
            MethodDefinition method = _reader.GetMethodDefinition(handle);
            string name = $"{NameOf(method.GetDeclaringType())}.{_reader.GetString(method.Name)}";
            if (HasFloat(method.DecodeSignature(_names, null))) yield return $"{name}: signature";
            if (method.RelativeVirtualAddress == 0) continue;
            MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil && _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null).Any(IsFloat))
            {
                yield return $"{name}: local";
            }

            foreach ((OpCode code, _) in Instructions(body))
            {
                if (IsFloat(code)) yield return $"{name}: {code.Name}";
            }
        }

        foreach (FieldDefinitionHandle handle in _reader.FieldDefinitions)
        {
            FieldDefinition field = _reader.GetFieldDefinition(handle);
            if (IsFloat(field.DecodeSignature(_names, null))) yield return $"{NameOf(field.GetDeclaringType())}.{_reader.GetString(field.Name)}: field";
        }

        foreach (MemberReferenceHandle handle in _reader.MemberReferences)
        {
            MemberReference member = _reader.GetMemberReference(handle);
            bool isFloat = member.GetKind() == MemberReferenceKind.Field ? IsFloat(member.DecodeFieldSignature(_names, null)) : HasFloat(member.DecodeMethodSignature(_names, null));
            if (isFloat) yield return $"use of {_reader.GetString(member.Name)}";
        }

        for (int row = 1; row <= _reader.GetTableRowCount(TableIndex.TypeSpec); row++)
        {
            if (IsFloat(_reader.GetTypeSpecification(MetadataTokens.TypeSpecificationHandle(row)).DecodeSignature(_names, null)))
            {
                yield return "a generic type over floats";
            }
        }

        for (int row = 1; row <= _reader.GetTableRowCount(TableIndex.MethodSpec); row++)
        {
            if (_reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row)).DecodeSignature(_names, null).Any(IsFloat))
            {
                yield return "a generic method over floats";
            }
        }
    }

    /// <summary>The full names of types that derive directly from this one.</summary>
    public IEnumerable<string> TypesDerivedFrom(string baseType)
    {
        foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
        {
            EntityHandle parent = _reader.GetTypeDefinition(handle).BaseType;
            if (!parent.IsNil && parent.Kind == HandleKind.TypeReference && _names.GetTypeFromReference(_reader, (TypeReferenceHandle)parent, 0) == baseType)
            {
                yield return NameOf(handle);
            }
        }
    }

    /// <summary>Which types of the assembly use which others: base types, fields, signatures, locals, instructions.</summary>
    public IEnumerable<(string User, string Used)> InternalReferences()
    {
        HashSet<string> own = [.. _reader.TypeDefinitions.Select(NameOf)];
        foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
        {
            string user = NameOf(handle);
            // Compiler-made types outside of namespaces belong to nobody.
            if (!user.Contains('.', StringComparison.Ordinal)) continue;
            foreach (string text in UsesOf(_reader.GetTypeDefinition(handle)))
            {
                foreach (string used in text.Split(['<', '>', ',', '[', ']', '&', '*'], StringSplitOptions.RemoveEmptyEntries))
                {
                    if (own.Contains(used)) yield return (user, used);
                }
            }
        }
    }

    private static bool IsFloat(string type) =>
        type.Split(['<', '>', ',', '[', ']', '&', '*']).Any(static part => part is "Single" or "Double" or "System.Half" or "System.Decimal");

    private static bool HasFloat(MethodSignature<string> signature) => IsFloat(signature.ReturnType) || signature.ParameterTypes.Any(IsFloat);

    private static bool IsFloat(OpCode code) =>
        code.Name!.Contains(".r4", StringComparison.Ordinal) || code.Name.Contains(".r8", StringComparison.Ordinal) || code.Name is "conv.r.un" or "ckfinite";

    private static IEnumerable<(OpCode Code, int Token)> Instructions(MethodBodyBlock body)
    {
        ImmutableArray<byte> il = body.GetILContent();
        int at = 0;
        while (at < il.Length)
        {
            ushort value = il[at++];
            if (value == 0xFE) value = (ushort)(0xFE00 | il[at++]);
            OpCode code = OpCodesByValue[value];
            int token = 0;
            int size = code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il.AsSpan().Slice(at, 4))),
                _ => 4,
            };
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                token = BitConverter.ToInt32(il.AsSpan().Slice(at, 4));
            }

            yield return (code, token);
            at += size;
        }
    }

    private IEnumerable<string> UsesOf(TypeDefinition type)
    {
        if (!type.BaseType.IsNil) yield return NameOf(type.BaseType);
        foreach (FieldDefinitionHandle field in type.GetFields()) yield return _reader.GetFieldDefinition(field).DecodeSignature(_names, null);
        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = _reader.GetMethodDefinition(handle);
            MethodSignature<string> signature = method.DecodeSignature(_names, null);
            yield return signature.ReturnType;
            foreach (string parameter in signature.ParameterTypes) yield return parameter;
            if (method.RelativeVirtualAddress == 0) continue;
            MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil)
            {
                foreach (string local in _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null)) yield return local;
            }

            foreach ((_, int token) in Instructions(body))
            {
                if (token != 0) yield return NameOf(MetadataTokens.EntityHandle(token));
            }
        }
    }

    private string NameOf(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                return NameOf((TypeDefinitionHandle)handle);
            case HandleKind.TypeReference:
                return _names.GetTypeFromReference(_reader, (TypeReferenceHandle)handle, 0);
            case HandleKind.TypeSpecification:
                return _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_names, null);
            case HandleKind.MethodDefinition:
                return NameOf(_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
            case HandleKind.FieldDefinition:
                return NameOf(_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
            case HandleKind.MemberReference:
                return NameOf(_reader.GetMemberReference((MemberReferenceHandle)handle).Parent);
            case HandleKind.MethodSpecification:
                MethodSpecification specification = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                return NameOf(specification.Method) + "," + string.Join(",", specification.DecodeSignature(_names, null));
            default:
                return "";
        }
    }

    private string NameOf(TypeDefinitionHandle handle) => _names.GetTypeFromDefinition(_reader, handle, 0);

    /// <summary>Writes types as text: namespaces with dots, nesting with plus signs, arguments in angle brackets.</summary>
    private sealed class SignatureNames : ISignatureTypeProvider<string, object?>
    {
        public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[]";

        public string GetByReferenceType(string elementType) => elementType + "&";

        public string GetFunctionPointerType(MethodSignature<string> signature) => $"{signature.ReturnType}<{string.Join(",", signature.ParameterTypes)}>";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(",", typeArguments)}>";

        public string GetGenericMethodParameter(object? genericContext, int index) => "!!" + index;

        public string GetGenericTypeParameter(object? genericContext, int index) => "!" + index;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType + "*";

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            string name = reader.GetString(type.Name);
            if (type.IsNested) return GetTypeFromDefinition(reader, type.GetDeclaringType(), 0) + "+" + name;
            string space = reader.GetString(type.Namespace);
            return space.Length == 0 ? name : space + "." + name;
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            TypeReference type = reader.GetTypeReference(handle);
            string name = reader.GetString(type.Name);
            if (type.ResolutionScope.Kind == HandleKind.TypeReference)
            {
                return GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0) + "+" + name;
            }

            string space = reader.GetString(type.Namespace);
            return space.Length == 0 ? name : space + "." + name;
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
    }
}
