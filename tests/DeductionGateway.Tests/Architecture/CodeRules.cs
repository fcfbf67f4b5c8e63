namespace DeductionGateway.Tests.Architecture;

/// <summary>Rules that are read from built assemblies. Each takes mentions and data, gives findings, and knows no assembly of ours by name.</summary>
internal static class CodeRules
{
    /// <summary>Mentions of forbidden things: a name is a namespace (<c>System.IO.*</c>), a type, or <c>Type::member</c>.</summary>
    public static IReadOnlyList<Finding> Forbidden(IEnumerable<Mention> mentions, IReadOnlyList<string> names)
    {
        var exact = names.Where(static name => !name.EndsWith(".*", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var spaces = names.Where(static name => name.EndsWith(".*", StringComparison.Ordinal)).Select(static name => name[..^2]).ToList();
        return Findings(mentions.Where(mention =>
            exact.Contains(mention.What) || exact.Contains(mention.ToType) || spaces.Exists(space => IsIn(mention.ToNamespace, space))));
    }

    /// <summary>
    /// Uses between the rooms under a root namespace that the table does not allow. A room is the first name after the root; a room may
    /// always use itself. A room that the table does not know is a finding, whoever mentions it.
    /// </summary>
    public static IReadOnlyList<Finding> Borders(IEnumerable<Mention> mentions, string root, IReadOnlyDictionary<string, string[]> table)
    {
        var all = mentions.ToList();
        var findings = all.Select(mention => Room(mention.FromNamespace, root)).Where(room => room is not null && !table.ContainsKey(room)).Distinct()
            .Select(room => new Finding($"{root}.{room}", "is not in the table of who may use whom")).ToList();
        findings.AddRange(Findings(all.Where(mention =>
            Room(mention.FromNamespace, root) is { } from && Room(mention.ToNamespace, root) is { } to
            && from != to && table.TryGetValue(from, out var may) && !may.Contains(to))));
        return findings;
    }

    /// <summary>Uses of a namespace from other places than the rooms named.</summary>
    public static IReadOnlyList<Finding> OnlyFrom(IEnumerable<Mention> mentions, string root, string target, params string[] rooms) =>
        Findings(mentions.Where(mention =>
            IsIn(mention.ToNamespace, target) && !IsIn(mention.FromNamespace, target)
            && IsIn(mention.FromNamespace, root) && !rooms.Contains(Room(mention.FromNamespace, root))));

    /// <summary>A <c>*Store</c> used from another room than its own.</summary>
    public static IReadOnlyList<Finding> StoresStayAtHome(IEnumerable<Mention> mentions, string root) =>
        Findings(mentions.Where(mention =>
            mention.ToType.Split('+')[0].EndsWith("Store", StringComparison.Ordinal) && IsIn(mention.ToNamespace, root)
            && Room(mention.FromNamespace, root) != Room(mention.ToNamespace, root)));

    /// <summary>Threads that wait for work: sleeping, or waiting for a task elsewhere than in what <c>await</c> and an asynchronous <c>Main</c> compile to.</summary>
    public static IReadOnlyList<Finding> Blocking(IEnumerable<Mention> mentions) => Findings(mentions.Where(static mention =>
        mention.What is "System.Threading.Thread::Sleep" or "System.Threading.Tasks.Task::Wait" or "System.Threading.Tasks.Task::WaitAll" or "System.Threading.Tasks.Task::WaitAny"
            or "System.Threading.Tasks.Task`1::get_Result" or "System.Threading.Tasks.ValueTask`1::get_Result"
        || (mention.ToMember == "GetResult" && mention.ToNamespace == "System.Runtime.CompilerServices"
            && mention.ToType.Contains("TaskAwait", StringComparison.Ordinal) && mention.FromMember is not ("MoveNext" or "<Main>"))));

    /// <summary>Assemblies referenced that do not come with the runtime.</summary>
    public static IReadOnlyList<Finding> FrameworkOnly(CompiledCode code)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return [.. code.References.Where(name => !File.Exists(Path.Combine(framework, name + ".dll"))).Select(name => new Finding(code.Name, $"references {name}"))];
    }

    private static bool IsIn(string space, string parent) =>
        space.StartsWith(parent, StringComparison.Ordinal) && (space.Length == parent.Length || space[parent.Length] == '.');

    private static string? Room(string space, string root) =>
        IsIn(space, root) && space.Length > root.Length ? space[(root.Length + 1)..].Split('.')[0] : null;

    private static List<Finding> Findings(IEnumerable<Mention> mentions) =>
        [.. mentions.Select(static mention => new Finding(mention.Where, mention.What)).Distinct().OrderBy(static finding => finding.Where, StringComparer.Ordinal)];
}
