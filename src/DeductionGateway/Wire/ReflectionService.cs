using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace DeductionGateway.Wire;

/// <summary>gRPC's server reflection: tools read the protos of this server from itself.</summary>
internal sealed class ReflectionService : ServerReflection.ServerReflectionBase
{
    private readonly List<string> _services;
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = new(StringComparer.Ordinal);

    public ReflectionService(IEnumerable<ServiceDescriptor> services)
    {
        _services = [.. services.Select(static service => service.FullName).Order(StringComparer.Ordinal)];
        foreach (var service in services) Add(service.File);
    }

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken)) await responseStream.WriteAsync(Answer(requestStream.Current));
    }

    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var answer = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                answer.ListServicesResponse = new ListServiceResponse { Service = { _services.Select(static name => new ServiceResponse { Name = name }) } };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                AddFiles(answer, _files.GetValueOrDefault(request.FileByFilename), request.FileByFilename);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                AddFiles(answer, _symbols.GetValueOrDefault(request.FileContainingSymbol), request.FileContainingSymbol);
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                var extension = request.FileContainingExtension;
                AddFiles(answer, _extensions.GetValueOrDefault(extension.ContainingType)?.GetValueOrDefault(extension.ExtensionNumber), $"{extension.ContainingType} {extension.ExtensionNumber}");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                var type = request.AllExtensionNumbersOfType;
                if (_extensions.TryGetValue(type, out var numbers)) answer.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type, ExtensionNumber = { numbers.Keys } };
                else if (_symbols.ContainsKey(type)) answer.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type };
                else answer.ErrorResponse = Missing(type);
                break;
            default:
                answer.ErrorResponse = new ErrorResponse { ErrorCode = (int)StatusCode.InvalidArgument, ErrorMessage = "The request asks for nothing." };
                break;
        }
        return answer;
    }

    /// <summary>A file is sent with all that it imports: nobody has to ask again.</summary>
    private static void AddFiles(ServerReflectionResponse answer, FileDescriptor? file, string name)
    {
        if (file is null)
        {
            answer.ErrorResponse = Missing(name);
            return;
        }
        answer.FileDescriptorResponse = new FileDescriptorResponse();
        var sent = new HashSet<string>(StringComparer.Ordinal);
        void Send(FileDescriptor one)
        {
            if (!sent.Add(one.Name)) return;
            answer.FileDescriptorResponse.FileDescriptorProto.Add(one.SerializedData);
            foreach (var import in one.Dependencies) Send(import);
        }
        Send(file);
    }

    private static ErrorResponse Missing(string name) => new() { ErrorCode = (int)StatusCode.NotFound, ErrorMessage = $"There is no {name} here." };

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file)) return;
        foreach (var import in file.Dependencies) Add(import);
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods) _symbols[method.FullName] = file;
        }
        foreach (var one in file.EnumTypes) _symbols[one.FullName] = file;
        foreach (var message in file.MessageTypes) Add(message);
        foreach (var extension in file.Extensions.UnorderedExtensions)
        {
            _symbols[extension.FullName] = file;
            if (!_extensions.TryGetValue(extension.ExtendeeType.FullName, out var numbers)) _extensions[extension.ExtendeeType.FullName] = numbers = [];
            numbers[extension.FieldNumber] = file;
        }
    }

    private void Add(MessageDescriptor message)
    {
        _symbols[message.FullName] = message.File;
        foreach (var field in message.Fields.InDeclarationOrder()) _symbols[field.FullName] = message.File;
        foreach (var one in message.EnumTypes) _symbols[one.FullName] = message.File;
        foreach (var nested in message.NestedTypes) Add(nested);
    }
}

/// <summary>The same under its older name, which many tools still ask for; its messages are byte for byte those of v1.</summary>
internal sealed class ReflectionAlphaService(ReflectionService reflection) : Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<Grpc.Reflection.V1Alpha.ServerReflectionRequest> requestStream, IServerStreamWriter<Grpc.Reflection.V1Alpha.ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var answer = reflection.Answer(ServerReflectionRequest.Parser.ParseFrom(requestStream.Current.ToByteString()));
            await responseStream.WriteAsync(Grpc.Reflection.V1Alpha.ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()));
        }
    }
}
