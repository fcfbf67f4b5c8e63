using DeductionGateway.Composition;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Architecture;
using DeductionGateway.Wire;
using Google.Protobuf.Reflection;

namespace DeductionGateway.Tests.Wire;

/// <summary>The contract keeps what was released: <c>protos/released.txt</c> against the protos.</summary>
public sealed class ProtosTests
{
    private static readonly FileDescriptor[] Files = [AccessReflection.Descriptor, CommonReflection.Descriptor, RunsReflection.Descriptor, LedgerReflection.Descriptor, PeriodsReflection.Descriptor, DeductionsReflection.Descriptor, CasesReflection.Descriptor, DecisionsReflection.Descriptor, BankReflection.Descriptor, MembersReflection.Descriptor, LinksReflection.Descriptor, AuditReflection.Descriptor, BanksReflection.Descriptor, JobsReflection.Descriptor, PayoutsReflection.Descriptor];
    private static readonly ProtoComments Comments = ProtoComments.Read();

    [Fact]
    public void Every_file_is_looked_at_and_every_service_is_served()
    {
        Files.Select(static file => file.Name).ShouldBe(SourceTree.Files.Where(static file => file.IsUnder("protos/deduction/")).Select(static file => file.Path["protos/".Length..]), ignoreOrder: true);
        WholeGateway.Services(null!, null!, TimeProvider.System, CancellationToken.None).Select(static service => service.Descriptor).ShouldBe(Files.SelectMany(static file => file.Services), ignoreOrder: true);
        WholeGateway.Services(null!, null!, TimeProvider.System, CancellationToken.None).ShouldAllBe(static service => service.IsOfACooperative);
    }

    [Fact]
    public void Nothing_released_is_broken() => Breaks(Released(), Surface()).ShouldBeEmpty("a released part of the contract is no longer true; protos/README.md says what may change");

    [Fact]
    public void What_is_new_is_recorded() => Surface().Except(Released()).ShouldBeEmpty($"new in the contract; add to protos/released.txt:\n{string.Join('\n', Surface().Except(Released()))}\n");

    [Theory]
    [InlineData("field deduction.v1.Money 1 amount_minor int64", "field deduction.v1.Money 3 amount_minor int64")]
    [InlineData("field deduction.v1.Money 1 amount_minor int64", "field deduction.v1.Money 1 amount_minor uint64")]
    [InlineData("field deduction.v1.Money 1 amount_minor int64", "field deduction.v1.Money 1 minor int64")]
    [InlineData("field deduction.v1.Money 1 amount_minor int64", null)]
    [InlineData("field deduction.v1.Money 1 amount_minor int64", "reserved deduction.v1.Money 1")]
    [InlineData("value deduction.v1.LineClass 1 LINE_CLASS_MATCHED", null)]
    [InlineData("rpc deduction.v1.Runs.GetRun (deduction.v1.GetRunRequest) returns (deduction.v1.Run)", null)]
    [InlineData("rpc deduction.v1.Runs.GetRun (deduction.v1.GetRunRequest) returns (deduction.v1.Run)", "rpc deduction.v1.Runs.GetRun (deduction.v1.GetRunRequest) returns (stream deduction.v1.Run)")]
    [InlineData("may deduction.v1.Runs.GetRun CoreSystem", null)]
    [InlineData("extend google.protobuf.MethodOptions 50181 deduction.v1.access deduction.v1.Access", null)]
    [InlineData("http deduction.v1.Runs.GetRun GET /v1/runs/{period}/{run_no} body '' answer ''", "http deduction.v1.Runs.GetRun GET /v1/run/{period}/{run_no} body '' answer ''")]
    public void It_bites_on_a_break(string released, string? now)
    {
        var surface = Surface();
        surface.Remove(released).ShouldBeTrue();
        if (now is not null) surface.Add(now);
        Breaks(Released(), surface).ShouldBe([released]);
    }

    [Fact]
    public void A_field_or_value_may_go_when_its_number_and_name_are_reserved()
    {
        var surface = Surface();
        surface.Remove("field deduction.v1.Money 1 amount_minor int64").ShouldBeTrue();
        surface.UnionWith(["reserved deduction.v1.Money 1", "reserved deduction.v1.Money amount_minor"]);
        Breaks(Released(), surface).ShouldBeEmpty();
    }

    [Fact]
    public void Every_method_says_who_may_call_it() =>
        Files.SelectMany(static file => file.Services).SelectMany(static service => service.Methods).Where(static method => CallRights.RolesOf(method).Count == 0)
            .Select(static method => method.FullName).ShouldBeEmpty("a method without the option access is not served");

    /// <summary>
    /// Whatever is no GET changes something and takes a key. A piece of an upload needs none: its offset says whether it came before. Looks at personal numbers may take none:
    /// an answer that is kept for its key would keep a national id in clear.
    /// </summary>
    [Fact]
    public void Every_method_that_changes_something_says_so()
    {
        var routes = new RestTable(Files.SelectMany(static file => file.Services)).Routes;
        routes.Where(static route => (route.Verb == "GET") == CallRights.IsWrite(route.Method)).Select(static route => route.Method.Name).Distinct().ShouldBe(["AppendUpload", "FindMembers", "RevealMember"], ignoreOrder: true);
        CallRights.IsWrite(DeductionsReflection.Descriptor.Services[0].FindMethodByName("SubmitReturn")).ShouldBeTrue();
    }

    /// <summary>The services of the wire's own tests carry no option: served for a cooperative, they would stop the start.</summary>
    [Fact]
    public void A_method_that_says_nothing_stops_the_start() =>
        Should.Throw<InvalidOperationException>(() => new CallRights([Shapes.Shapes.Descriptor])).Message.ShouldContain("does not say who may call it");

    [Fact]
    public void Roles_of_the_wire_are_those_of_the_program() =>
        Enum.GetValues<Contract.V1.Role>().Skip(1).Select(static role => (role.ToString(), (int)role)).ShouldBe(Enum.GetValues<DeductionGateway.Access.Role>().Select(static role => (role.ToString(), (int)role)));

    [Fact]
    public void Enums_are_open_and_begin_unspecified() =>
        Files.SelectMany(static file => file.EnumTypes).Where(static one => one.Values.Single(static value => value.Number == 0).Name.EndsWith("_UNSPECIFIED", StringComparison.Ordinal) is false).ShouldBeEmpty();

    [Fact]
    public void No_field_is_a_fraction() =>
        Fields().Where(static field => field.FieldType is FieldType.Float or FieldType.Double).Select(static field => field.FullName).ShouldBeEmpty();

    /// <summary>The unit of a number stands in its name or its comment; a comment it has in any case.</summary>
    [Fact]
    public void Every_number_method_and_service_has_a_comment()
    {
        Fields().Where(static field => field.FieldType is not (FieldType.Message or FieldType.String or FieldType.Bool or FieldType.Bytes or FieldType.Enum)).Select(static field => field.FullName)
            .Concat(Files.SelectMany(static file => file.Services).SelectMany(static service => service.Methods.Select(static method => method.FullName).Prepend(service.FullName)))
            .Where(static name => Comments.Of(name).Length == 0).ShouldBeEmpty();
    }

    /// <summary>Lines that are true of the protos. Names in a message's line are full, so that a moved type shows.</summary>
    private static SortedSet<string> Surface()
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in Files)
        {
            foreach (var message in file.MessageTypes) Add(lines, message);
            foreach (var one in file.EnumTypes) Add(lines, one);
            foreach (var extension in file.Extensions.UnorderedExtensions) lines.Add($"extend {extension.ExtendeeType.FullName} {extension.FieldNumber} {extension.FullName} {extension.MessageType.FullName}");
            foreach (var method in file.Services.SelectMany(static service => service.Methods))
            {
                foreach (var role in CallRights.RolesOf(method)) lines.Add($"may {method.FullName} {role}");
                lines.Add($"rpc {method.FullName} ({(method.IsClientStreaming ? "stream " : "")}{method.InputType.FullName}) returns ({(method.IsServerStreaming ? "stream " : "")}{method.OutputType.FullName})");
            }
        }
        foreach (var route in new RestTable(Files.SelectMany(static file => file.Services)).Routes) lines.Add($"http {route.Method.FullName} {route.Verb} {route.Path.Text} body '{route.Body}' answer '{route.ResponseBody}'");
        return lines;
    }

    private static void Add(SortedSet<string> lines, MessageDescriptor message)
    {
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            var type = field.FieldType switch { FieldType.Message => field.MessageType.FullName, FieldType.Enum => field.EnumType.FullName, _ => field.FieldType.ToString().ToLowerInvariant() };
            lines.Add($"field {message.FullName} {field.FieldNumber} {field.Name} {(field.IsRepeated ? "repeated " : "")}{(field.HasPresence && field.FieldType != FieldType.Message ? "optional " : "")}{type}{(field.RealContainingOneof is { } of ? $" of {of.Name}" : "")}");
        }
        var proto = message.ToProto();
        foreach (var range in proto.ReservedRange) for (var number = range.Start; number < range.End; number++) lines.Add($"reserved {message.FullName} {number}");
        foreach (var name in proto.ReservedName) lines.Add($"reserved {message.FullName} {name}");
        foreach (var nested in message.NestedTypes) Add(lines, nested);
        foreach (var one in message.EnumTypes) Add(lines, one);
    }

    private static void Add(SortedSet<string> lines, EnumDescriptor one)
    {
        foreach (var value in one.Values) lines.Add($"value {one.FullName} {value.Number} {value.Name}");
        var proto = one.ToProto();
        foreach (var range in proto.ReservedRange) for (var number = range.Start; number <= range.End; number++) lines.Add($"reserved {one.FullName} {number}");
        foreach (var name in proto.ReservedName) lines.Add($"reserved {one.FullName} {name}");
    }

    private static List<string> Breaks(IEnumerable<string> released, HashSet<string> now) => [.. released.Where(line => !now.Contains(line) && !IsReserved(line.Split(' '), now))];

    private static List<string> Breaks(IEnumerable<string> released, SortedSet<string> now) => Breaks(released, now.ToHashSet(StringComparer.Ordinal));

    private static bool IsReserved(string[] words, HashSet<string> now) =>
        words[0] is "field" or "value" && now.Contains($"reserved {words[1]} {words[2]}") && now.Contains($"reserved {words[1]} {words[3]}");

    private static IEnumerable<FieldDescriptor> Fields() => Files.SelectMany(static file => file.MessageTypes).SelectMany(static message => message.Fields.InDeclarationOrder());

    private static IReadOnlyList<string> Released() => File.ReadAllLines(SourceTree.PathOf("protos/released.txt"));
}
