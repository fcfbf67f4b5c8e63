using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DeductionGateway.Tests.Architecture;

/// <summary>
/// One mention of a type or member in a built assembly. Names are full: <c>Namespace.Outer+Inner</c>, generic arity as in <c>List`1</c>.
/// <paramref name="ToMember"/> is empty where only the type is mentioned (a field, a parameter, a local, a base, an attribute).
/// </summary>
internal readonly record struct Mention(string FromType, string FromMember, string ToType, string ToMember)
{
    public string Where => FromMember.Length == 0 ? FromType : $"{FromType}::{FromMember}";
    public string What => ToMember.Length == 0 ? ToType : $"{ToType}::{ToMember}";
    public string FromNamespace => NamespaceOf(FromType);
    public string ToNamespace => NamespaceOf(ToType);

    private static string NamespaceOf(string type)
    {
        var outer = type.IndexOf('+', StringComparison.Ordinal);
        var dot = (outer < 0 ? type : type[..outer]).LastIndexOf('.');
        return dot < 0 ? "" : type[..dot];
    }
}

/// <summary>Every mention in a built assembly: bases, interfaces, fields, signatures, attributes, locals and the instructions of every method.</summary>
internal sealed class CompiledCode
{
    private readonly HashSet<Mention> _mentions = [];
    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly MetadataNames _names;

    private CompiledCode(PEReader file)
    {
        _file = file;
        _reader = file.GetMetadataReader();
        _names = new MetadataNames(_reader);
    }

    public required string Name { get; init; }
    public required IReadOnlyCollection<Mention> Mentions { get; init; }

    /// <summary>Simple names of the assemblies it was compiled against and uses.</summary>
    public required IReadOnlyList<string> References { get; init; }

    public static CompiledCode Read(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reading = new CompiledCode(file) { Name = "", Mentions = [], References = [] };
        foreach (var handle in reading._reader.TypeDefinitions) reading.ReadType(handle);
        return new CompiledCode(file)
        {
            Name = assembly.GetName().Name!,
            Mentions = reading._mentions,
            References = [.. reading._reader.AssemblyReferences.Select(handle => reading._reader.GetString(reading._reader.GetAssemblyReference(handle).Name))],
        };
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var name = _names.Of(handle);
        Add(name, "", _names.TypesIn(type.BaseType));
        foreach (var one in type.GetInterfaceImplementations()) Add(name, "", _names.TypesIn(_reader.GetInterfaceImplementation(one).Interface));
        ReadAttributes(name, "", type.GetCustomAttributes());
        foreach (var one in type.GetFields())
        {
            var field = _reader.GetFieldDefinition(one);
            Add(name, _reader.GetString(field.Name), field.DecodeSignature(_names, null));
            ReadAttributes(name, _reader.GetString(field.Name), field.GetCustomAttributes());
        }
        foreach (var one in type.GetMethods()) ReadMethod(name, _reader.GetMethodDefinition(one));
    }

    private void ReadMethod(string type, MethodDefinition method)
    {
        var name = _reader.GetString(method.Name);
        Add(type, name, MetadataNames.Flatten(method.DecodeSignature(_names, null)));
        ReadAttributes(type, name, method.GetCustomAttributes());
        if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0) _mentions.Add(new Mention(type, name, "native code", _reader.GetString(method.GetImport().Name)));
        if (method.RelativeVirtualAddress == 0) return;
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            foreach (var local in _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null)) Add(type, name, local);
        }
        foreach (var region in body.ExceptionRegions.Where(static region => !region.CatchType.IsNil)) Add(type, name, _names.TypesIn(region.CatchType));
        foreach (var (opCode, token) in Instructions.In(body.GetILBytes()!))
        {
            if (opCode.Name is "ldc.r8" or "conv.r8" or "conv.r.un") Add(type, name, ["System.Double"]);
            else if (opCode.Name is "ldc.r4" or "conv.r4") Add(type, name, ["System.Single"]);
            if (token is { } metadata) ReadToken(type, name, MetadataTokens(metadata));
        }
    }

    private void ReadToken(string type, string member, EntityHandle token)
    {
        if (token.Kind is HandleKind.MethodSpecification)
        {
            var method = _reader.GetMethodSpecification((MethodSpecificationHandle)token);
            foreach (var argument in method.DecodeSignature(_names, null)) Add(type, member, argument);
            ReadToken(type, member, method.Method);
            return;
        }
        if (token.Kind is HandleKind.MemberReference or HandleKind.MethodDefinition or HandleKind.FieldDefinition)
        {
            var (owner, name, signature) = _names.Member(token);
            if (IsMadeByTheCompiler(type, owner[0], name)) return;
            _mentions.Add(new Mention(type, member, owner[0], name));
            Add(type, member, owner);
            Add(type, member, signature);
            return;
        }
        Add(type, member, _names.TypesIn(token));
    }

    private void ReadAttributes(string type, string member, CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes) Add(type, member, _names.Member(_reader.GetCustomAttribute(handle).Constructor).Owner);
    }

    /// <summary>Every iterator asks which thread first enumerates it; nobody wrote that.</summary>
    private static bool IsMadeByTheCompiler(string type, string owner, string name) =>
        owner == "System.Environment" && name == "get_CurrentManagedThreadId" && type.Contains(">d__", StringComparison.Ordinal);

    private void Add(string type, string member, IEnumerable<string> names)
    {
        foreach (var to in names)
        {
            if (to != type) _mentions.Add(new Mention(type, member, to, ""));
        }
    }

    private static EntityHandle MetadataTokens(int token) => System.Reflection.Metadata.Ecma335.MetadataTokens.EntityHandle(token);
}
