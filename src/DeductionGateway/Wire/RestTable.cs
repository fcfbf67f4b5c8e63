using Google.Api;
using Google.Protobuf.Reflection;

namespace DeductionGateway.Wire;

/// <summary>One way to a method by HTTP. Body: the field it fills, <c>*</c> the whole request, empty none; ResponseBody: the field that is sent, empty all.</summary>
internal sealed record RestRoute(string Verb, PathTemplate Path, MethodDescriptor Method, string Body, string ResponseBody)
{
    /// <summary><c>/package.Service/Method</c></summary>
    public string FullName => $"/{Method.Service.FullName}/{Method.Name}";
}

/// <summary>What a path led to: a route with the segments of its variables, or the verbs that the path has where the one asked for is none.</summary>
internal readonly record struct RestMatch(RestRoute? Route, IReadOnlyList<string[]> Segments, IReadOnlyList<string> Verbs);

/// <summary>All REST routes, made from the <c>google.api.http</c> options of the methods when the server starts. What is wrong with an option shows then.</summary>
internal sealed class RestTable
{
    /// <exception cref="PathTemplateException">An option is not well formed, names a field that is not there, or collides with another.</exception>
    public RestTable(IEnumerable<ServiceDescriptor> services)
    {
        Routes = [.. services.SelectMany(static service => service.Methods).SelectMany(RoutesOf).OrderBy(static route => route.Path.Order, StringComparer.Ordinal)];
        if (Routes.GroupBy(static route => route.Verb + route.Path.Shape).FirstOrDefault(static same => same.Count() > 1) is { } two)
        {
            throw new PathTemplateException($"{two.First().FullName} and {two.Last().FullName} have the same path {two.First().Path.Text}.");
        }
    }

    public IReadOnlyList<RestRoute> Routes { get; }

    /// <param name="path">As it came, from the first slash, without the query.</param>
    public RestMatch Find(string verb, string path)
    {
        if (!path.StartsWith('/')) return default;
        var segments = path[1..].Split('/');
        SortedSet<string>? verbs = null;
        foreach (var route in Routes)
        {
            if (route.Path.Match(segments) is not { } found) continue;
            if (route.Verb == verb) return new RestMatch(route, found, []);
            (verbs ??= []).Add(route.Verb);
        }
        return new RestMatch(null, [], [.. verbs ?? []]);
    }

    private static IEnumerable<RestRoute> RoutesOf(MethodDescriptor method)
    {
        if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not { } rule) yield break;
        foreach (var one in rule.AdditionalBindings.Prepend(rule))
        {
            var (verb, path) = one.PatternCase switch
            {
                HttpRule.PatternOneofCase.Get => ("GET", one.Get),
                HttpRule.PatternOneofCase.Put => ("PUT", one.Put),
                HttpRule.PatternOneofCase.Post => ("POST", one.Post),
                HttpRule.PatternOneofCase.Patch => ("PATCH", one.Patch),
                HttpRule.PatternOneofCase.Delete => ("DELETE", one.Delete),
                HttpRule.PatternOneofCase.Custom => (one.Custom.Kind, one.Custom.Path),
                _ => throw new PathTemplateException($"{method.FullName}: the HTTP option names no path."),
            };
            var route = new RestRoute(verb, PathTemplate.Parse(path), method, one.Body, one.ResponseBody);
            Check(route);
            if (method.IsClientStreaming && (!RestBodies.IsRaw(route) || method.IsServerStreaming)) throw new PathTemplateException($"{method.FullName}: of the streams from the caller only bytes have a REST form.");
            yield return route;
        }
    }

    private static void Check(RestRoute route)
    {
        var request = route.Method.InputType;
        foreach (var variable in route.Path.Variables)
        {
            if (FieldPath.Find(request, variable.Field) is not { } fields || !FieldPath.IsOneValue(fields[^1])) throw new PathTemplateException($"{route.Path.Text}: {request.FullName} has no field {variable.Field} that a path could fill.");
        }
        if (route.Body is not ("" or "*") && request.FindFieldByName(route.Body) is null) throw new PathTemplateException($"{route.Path.Text}: {request.FullName} has no field {route.Body} for the body.");
        if (route.ResponseBody.Length > 0 && route.Method.OutputType.FindFieldByName(route.ResponseBody) is null) throw new PathTemplateException($"{route.Path.Text}: {route.Method.OutputType.FullName} has no field {route.ResponseBody}.");
    }
}
