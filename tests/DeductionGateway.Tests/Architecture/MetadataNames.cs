using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace DeductionGateway.Tests.Architecture;

/// <summary>Turns metadata handles and signatures into the full names of all types they mention; the first is the type itself, then its arguments.</summary>
internal sealed class MetadataNames(MetadataReader reader) : ISignatureTypeProvider<ImmutableArray<string>, object?>
{
    public string Of(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        return type.IsNested ? $"{Of(type.GetDeclaringType())}+{name}" : Full(reader.GetString(type.Namespace), name);
    }

    public ImmutableArray<string> TypesIn(EntityHandle handle) => handle.Kind switch
    {
        _ when handle.IsNil => [],
        HandleKind.TypeDefinition => [Of((TypeDefinitionHandle)handle)],
        HandleKind.TypeReference => [Of((TypeReferenceHandle)handle)],
        HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null),
        _ => [],
    };

    /// <summary>Owner (first) with its type arguments, name, and every type of the signature.</summary>
    public (ImmutableArray<string> Owner, string Name, ImmutableArray<string> Signature) Member(EntityHandle handle)
    {
        if (handle.Kind is HandleKind.MethodDefinition)
        {
            var method = reader.GetMethodDefinition((MethodDefinitionHandle)handle);
            return ([Of(method.GetDeclaringType())], reader.GetString(method.Name), Flatten(method.DecodeSignature(this, null)));
        }
        if (handle.Kind is HandleKind.FieldDefinition)
        {
            var field = reader.GetFieldDefinition((FieldDefinitionHandle)handle);
            return ([Of(field.GetDeclaringType())], reader.GetString(field.Name), field.DecodeSignature(this, null));
        }
        var member = reader.GetMemberReference((MemberReferenceHandle)handle);
        var owner = TypesIn(member.Parent);
        var signature = member.GetKind() == MemberReferenceKind.Field ? member.DecodeFieldSignature(this, null) : Flatten(member.DecodeMethodSignature(this, null));
        return (owner.IsEmpty ? ["?"] : owner, reader.GetString(member.Name), signature);
    }

    public static ImmutableArray<string> Flatten(MethodSignature<ImmutableArray<string>> signature) =>
        [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(static type => type)];

    public ImmutableArray<string> GetTypeFromDefinition(MetadataReader _, TypeDefinitionHandle handle, byte rawTypeKind) => [Of(handle)];
    public ImmutableArray<string> GetTypeFromReference(MetadataReader _, TypeReferenceHandle handle, byte rawTypeKind) => [Of(handle)];
    public ImmutableArray<string> GetTypeFromSpecification(MetadataReader _, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);
    public ImmutableArray<string> GetPrimitiveType(PrimitiveTypeCode typeCode) => ["System." + typeCode];
    public ImmutableArray<string> GetGenericInstantiation(ImmutableArray<string> genericType, ImmutableArray<ImmutableArray<string>> typeArguments) =>
        [.. genericType, .. typeArguments.SelectMany(static type => type)];
    public ImmutableArray<string> GetFunctionPointerType(MethodSignature<ImmutableArray<string>> signature) => Flatten(signature);
    public ImmutableArray<string> GetModifiedType(ImmutableArray<string> modifier, ImmutableArray<string> unmodifiedType, bool isRequired) => unmodifiedType;
    public ImmutableArray<string> GetSZArrayType(ImmutableArray<string> elementType) => elementType;
    public ImmutableArray<string> GetArrayType(ImmutableArray<string> elementType, ArrayShape shape) => elementType;
    public ImmutableArray<string> GetByReferenceType(ImmutableArray<string> elementType) => elementType;
    public ImmutableArray<string> GetPointerType(ImmutableArray<string> elementType) => elementType;
    public ImmutableArray<string> GetPinnedType(ImmutableArray<string> elementType) => elementType;
    public ImmutableArray<string> GetGenericMethodParameter(object? context, int index) => [];
    public ImmutableArray<string> GetGenericTypeParameter(object? context, int index) => [];

    private string Of(TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{Of((TypeReferenceHandle)type.ResolutionScope)}+{name}" : Full(reader.GetString(type.Namespace), name);
    }

    private static string Full(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
