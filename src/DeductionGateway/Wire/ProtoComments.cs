using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace DeductionGateway.Wire;

/// <summary>The comments of the .proto files by full name of what they stand at. The generated code has none; the build embeds descriptors that do.</summary>
internal sealed class ProtoComments
{
    // Field numbers of descriptor.proto, of which the paths of source info are made.
    private const int MessagesOfFile = 4, EnumsOfFile = 5, ServicesOfFile = 6, FieldsOfMessage = 2, NestedOfMessage = 3, EnumsOfMessage = 4, ValuesOfEnum = 2, MethodsOfService = 2;

    private readonly Dictionary<string, string> _comments = new(StringComparer.Ordinal);

    private ProtoComments()
    {
    }

    /// <summary>Those of the contract.</summary>
    public static ProtoComments Read()
    {
        using var stream = typeof(Contract.V1.Money).Assembly.GetManifestResourceStream("protos.binpb")!;
        var comments = new ProtoComments();
        foreach (var file in FileDescriptorSet.Parser.ParseFrom(stream).File) comments.Add(file);
        return comments;
    }

    /// <summary>Empty where there is none.</summary>
    public string Of(string fullName) => _comments.GetValueOrDefault(fullName, "");

    private void Add(FileDescriptorProto file)
    {
        foreach (var place in file.SourceCodeInfo.Location.Where(static place => place.LeadingComments.Length > 0))
        {
            if (Name(file, place.Path) is { } name) _comments[name] = string.Join('\n', place.LeadingComments.Split('\n').Select(static line => line.Trim())).Trim();
        }
    }

    private static string? Name(FileDescriptorProto file, RepeatedField<int> path)
    {
        if (path.Count < 2) return null;
        var package = file.Package;
        return path[0] switch
        {
            MessagesOfFile => Name(package, file.MessageType[path[1]], path, 2),
            EnumsOfFile => Name(package, file.EnumType[path[1]], path, 2),
            ServicesOfFile when path.Count == 2 => $"{package}.{file.Service[path[1]].Name}",
            ServicesOfFile when path is [_, _, MethodsOfService, _] => $"{package}.{file.Service[path[1]].Name}.{file.Service[path[1]].Method[path[3]].Name}",
            _ => null,
        };
    }

    private static string? Name(string scope, DescriptorProto message, RepeatedField<int> path, int at)
    {
        var name = $"{scope}.{message.Name}";
        if (path.Count == at) return name;
        if (path.Count < at + 2) return null;
        return path[at] switch
        {
            FieldsOfMessage when path.Count == at + 2 => $"{name}.{message.Field[path[at + 1]].Name}",
            NestedOfMessage => Name(name, message.NestedType[path[at + 1]], path, at + 2),
            EnumsOfMessage => Name(name, message.EnumType[path[at + 1]], path, at + 2),
            _ => null,
        };
    }

    /// <summary>Values are named within their enum, not beside it as protobuf does.</summary>
    private static string? Name(string scope, EnumDescriptorProto one, RepeatedField<int> path, int at) =>
        path.Count == at ? $"{scope}.{one.Name}" : path.Count == at + 2 && path[at] == ValuesOfEnum ? $"{scope}.{one.Name}.{one.Value[path[at + 1]].Name}" : null;
}
