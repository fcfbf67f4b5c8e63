using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DeductionGateway.Tests.Wire;

/// <summary>What an assembly offers, or what it needs of others, as lines of text: types, methods with their whole signature, fields, and what is overridden.</summary>
internal sealed class GrpcSurface : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly SignatureText _text;

    public GrpcSurface(Assembly assembly)
    {
        _file = new PEReader(File.OpenRead(assembly.Location));
        _reader = _file.GetMetadataReader();
        _text = new SignatureText(_reader);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Everything that code outside may name; members of a base are offered by the derived type too.</summary>
    public HashSet<string> Offers()
    {
        var offers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in _reader.TypeDefinitions.Where(IsVisible))
        {
            var name = _text.Of(handle);
            offers.Add($"type {name}");
            for (var type = handle; ;)
            {
                AddMembers(offers, name, _reader.GetTypeDefinition(type));
                if (_reader.GetTypeDefinition(type).BaseType is not { IsNil: false, Kind: HandleKind.TypeDefinition } parent) break;
                type = (TypeDefinitionHandle)parent;
            }
        }
        return offers;
    }

    /// <summary>Types, members and overrides that this assembly needs of those named.</summary>
    public SortedSet<string> Needs(params string[] of)
    {
        var needs = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in _reader.TypeReferences.Where(handle => of.Contains(_text.AssemblyOf(handle)))) needs.Add($"type {_text.Of(handle)}");
        foreach (var handle in _reader.MemberReferences)
        {
            var member = _reader.GetMemberReference(handle);
            if (_text.Root(member.Parent) is not { } owner || !of.Contains(owner.Assembly)) continue;
            var name = _reader.GetString(member.Name);
            needs.Add(member.GetKind() == MemberReferenceKind.Field
                ? $"field {owner.Type}::{name} {member.DecodeFieldSignature(_text, null)}"
                : $"method {owner.Type}::{Signature(name, member.DecodeMethodSignature(_text, null))}");
        }
        foreach (var type in _reader.TypeDefinitions.Select(_reader.GetTypeDefinition))
        {
            if (_text.Root(type.BaseType) is not { } parent || !of.Contains(parent.Assembly)) continue;
            foreach (var method in type.GetMethods().Select(_reader.GetMethodDefinition).Where(static method => IsVirtual(method) && (method.Attributes & MethodAttributes.NewSlot) == 0))
            {
                // Inherited generic arguments stand in the override's signature; the names of what is overridden are enough there.
                var signature = type.BaseType.Kind == HandleKind.TypeSpecification ? _reader.GetString(method.Name) : Signature(_reader.GetString(method.Name), method.DecodeSignature(_text, null));
                if (signature.Split('(')[0] is not ("instance ToString" or "instance GetHashCode" or "instance Equals" or "instance Finalize")) needs.Add($"virtual {parent.Type}::{signature}");
            }
        }
        return needs;
    }

    public IEnumerable<(string Name, Version Version, string Token)> References() =>
        _reader.AssemblyReferences.Select(_reader.GetAssemblyReference).Select(reference =>
            (_reader.GetString(reference.Name), reference.Version, Convert.ToHexStringLower(_reader.GetBlobBytes(reference.PublicKeyOrToken))));

    private void AddMembers(HashSet<string> offers, string owner, TypeDefinition type)
    {
        foreach (var field in type.GetFields().Select(_reader.GetFieldDefinition).Where(static field => (field.Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family))
        {
            offers.Add($"field {owner}::{_reader.GetString(field.Name)} {field.DecodeSignature(_text, null)}");
        }
        foreach (var method in type.GetMethods().Select(_reader.GetMethodDefinition))
        {
            if ((method.Attributes & MethodAttributes.MemberAccessMask) is not (MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem)) continue;
            var signature = Signature(_reader.GetString(method.Name), method.DecodeSignature(_text, null));
            offers.Add($"method {owner}::{signature}");
            if (!IsVirtual(method)) continue;
            offers.Add($"virtual {owner}::{signature}");
            offers.Add($"virtual {owner}::{_reader.GetString(method.Name)}");
        }
    }

    private static bool IsVirtual(MethodDefinition method) => (method.Attributes & MethodAttributes.Virtual) != 0;

    private bool IsVisible(TypeDefinitionHandle handle) =>
        (_reader.GetTypeDefinition(handle).Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem;

    private static string Signature(string name, MethodSignature<string> signature) =>
        $"{(signature.Header.IsInstance ? "instance" : "static")} {name}{(signature.GenericParameterCount > 0 ? "`" + signature.GenericParameterCount : "")}({string.Join(", ", signature.ParameterTypes)}) {signature.ReturnType}";
}

/// <summary>Types as text, generic parameters by their place.</summary>
internal sealed class SignatureText(MetadataReader reader) : ISignatureTypeProvider<string, object?>
{
    public string Of(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        return type.IsNested ? $"{Of(type.GetDeclaringType())}+{name}" : $"{reader.GetString(type.Namespace)}.{name}";
    }

    public string Of(TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? $"{Of((TypeReferenceHandle)type.ResolutionScope)}+{name}" : $"{reader.GetString(type.Namespace)}.{name}";
    }

    public string AssemblyOf(TypeReferenceHandle handle) => reader.GetTypeReference(handle).ResolutionScope switch
    {
        { Kind: HandleKind.AssemblyReference } scope => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
        { Kind: HandleKind.TypeReference } scope => AssemblyOf((TypeReferenceHandle)scope),
        _ => "",
    };

    /// <summary>The type without its arguments, and its assembly; null where it is no type of another assembly.</summary>
    public (string Assembly, string Type)? Root(EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeReference) return (AssemblyOf((TypeReferenceHandle)handle), Of((TypeReferenceHandle)handle));
        if (handle.Kind != HandleKind.TypeSpecification) return null;
        var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
        if (blob.ReadCompressedInteger() != (int)SignatureTypeCode.GenericTypeInstance) return null;
        blob.ReadCompressedInteger();
        return Root(blob.ReadTypeHandle());
    }

    public string GetTypeFromDefinition(MetadataReader _, TypeDefinitionHandle handle, byte rawTypeKind) => Of(handle);
    public string GetTypeFromReference(MetadataReader _, TypeReferenceHandle handle, byte rawTypeKind) => Of(handle);
    public string GetTypeFromSpecification(MetadataReader _, object? context, TypeSpecificationHandle handle, byte rawTypeKind) => reader.GetTypeSpecification(handle).DecodeSignature(this, context);
    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();
    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";
    public string GetFunctionPointerType(MethodSignature<string> signature) => "function pointer";
    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => $"{unmodifiedType} {modifier}";
    public string GetSZArrayType(string elementType) => elementType + "[]";
    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{shape.Rank}]";
    public string GetByReferenceType(string elementType) => elementType + "&";
    public string GetPointerType(string elementType) => elementType + "*";
    public string GetPinnedType(string elementType) => elementType;
    public string GetGenericMethodParameter(object? context, int index) => "!!" + index;
    public string GetGenericTypeParameter(object? context, int index) => "!" + index;
}
