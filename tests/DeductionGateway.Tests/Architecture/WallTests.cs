using System.Xml.Linq;

namespace DeductionGateway.Tests.Architecture;

/// <summary>The wall around Core: it computes, and touches nothing. What it needs of the world is passed in as a value.</summary>
public sealed class WallTests
{
    private static readonly string[] NotInCore =
    [
        // Files, network, databases, processes, the console.
        "System.IO.*", "System.Net.*", "System.Data.*", "System.Console", "System.Environment", "System.AppContext", "System.AppDomain",
        "System.Diagnostics.Process", "System.Diagnostics.Debug", "System.Diagnostics.Trace", "System.Diagnostics.Debugger", "native code",
        // Time and waiting: Core gets `DateOnly today`; the service works with TimeProvider.
        "System.Threading.*", "System.TimeProvider", "System.TimeZoneInfo", "System.Diagnostics.Stopwatch",
        "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today",
        "System.DateTimeOffset::get_Now", "System.DateTimeOffset::get_UtcNow",
        "System.Runtime.CompilerServices.AsyncTaskMethodBuilder", "System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1",
        "System.Runtime.CompilerServices.AsyncValueTaskMethodBuilder", "System.Runtime.CompilerServices.AsyncValueTaskMethodBuilder`1",
        // Chance: the same input gives the same bytes.
        "System.Random", "System.Guid::NewGuid", "System.Guid::CreateVersion7", "System.Security.Cryptography.RandomNumberGenerator",
        // What depends on the machine's settings.
        "System.Globalization.CultureInfo::get_CurrentCulture", "System.Globalization.CultureInfo::get_CurrentUICulture",
    ];

    private static readonly string[] OtherClocks =
    [
        "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today",
        "System.DateTimeOffset::get_Now", "System.DateTimeOffset::get_UtcNow",
    ];

    /// <summary>Packages that check Core while it is compiled and leave nothing in it.</summary>
    private static readonly string[] Analyzers = ["Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    [Fact]
    public void Core_touches_no_file_clock_task_chance_console_or_environment() =>
        CodeRules.Forbidden(House.Core.Mentions, NotInCore).ShouldHold("Core is pure: pass the value in, do the effect in the service.");

    [Fact]
    public void Core_is_built_on_the_framework_alone() => CodeRules.FrameworkOnly(House.Core).ShouldHold("Core references assemblies of the runtime only.");

    [Fact]
    public void Core_has_no_package_and_no_project_under_it() =>
        ProjectNeeds(File.ReadAllText(SourceTree.PathOf("src/DeductionGateway.Core/DeductionGateway.Core.csproj"))).ShouldHold("Core's project file names no package and no project.");

    [Fact]
    public void The_service_knows_the_time_from_TimeProvider_only() =>
        CodeRules.Forbidden(House.Service.Mentions, OtherClocks).ShouldHold("Time is passed in: TimeProvider in the service, DateOnly in Core.");

    [Fact]
    public void It_bites_on_another_clock() =>
        CodeRules.Forbidden(House.Planted("Effects"), OtherClocks).Select(static finding => finding.What)
            .ShouldBe(["System.DateTime::get_Now", "System.DateTimeOffset::get_UtcNow"], ignoreOrder: true);

    [Theory]
    [InlineData("Reads", "System.IO.File::Exists")]
    [InlineData("Looks", "System.DateTime::get_Now")]
    [InlineData("Looks", "System.DateTimeOffset::get_UtcNow")]
    [InlineData("Rolls", "System.Guid::NewGuid")]
    [InlineData("Rolls", "System.Random")]
    [InlineData("Speaks", "System.Console")]
    [InlineData("Speaks", "System.Environment")]
    [InlineData("getpid", "native code::getpid")]
    [InlineData("_later", "System.Threading.Tasks.Task")]
    [InlineData("Measures", "System.Diagnostics.Stopwatch")]
    public void It_bites_on_an_effect(string member, string what) =>
        CodeRules.Forbidden(House.Planted("Effects"), NotInCore).ShouldContain(new Finding($"{House.PlantedRoot}.Effects.Impure::{member}", what));

    [Fact]
    public void It_bites_on_an_effect_hidden_in_a_closure_or_an_async_method()
    {
        var found = CodeRules.Forbidden(House.Planted("Effects"), NotInCore);
        found.ShouldContain(static finding => finding.Where.Contains("Hidden+<", StringComparison.Ordinal) && finding.What == "System.IO.File::ReadAllText");
        found.ShouldContain(static finding => finding.Where.Contains("Hidden", StringComparison.Ordinal) && finding.What.Contains("AsyncTaskMethodBuilder", StringComparison.Ordinal));
    }

    [Fact]
    public void It_bites_on_an_assembly_of_others() => CodeRules.FrameworkOnly(House.Tests).ShouldContain(new Finding(House.Tests.Name, "references Shouldly"));

    [Fact]
    public void It_bites_on_a_package_or_a_project() =>
        ProjectNeeds("""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <PackageReference Include="Npgsql" />
                <PackageReference Include="Microsoft.CodeAnalysis.BannedApiAnalyzers" />
                <ProjectReference Include="../DeductionGateway/DeductionGateway.csproj" />
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
              </ItemGroup>
            </Project>
            """).Select(static finding => finding.What).ShouldBe(
            [
                "PackageReference Npgsql", "PackageReference Microsoft.CodeAnalysis.BannedApiAnalyzers reaches the program: PrivateAssets must be all",
                "ProjectReference ../DeductionGateway/DeductionGateway.csproj", "FrameworkReference Microsoft.AspNetCore.App",
            ]);

    private static List<Finding> ProjectNeeds(string project)
    {
        var findings = new List<Finding>();
        foreach (var need in XDocument.Parse(project).Descendants().Where(static element => element.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference"))
        {
            var (kind, name) = (need.Name.LocalName, (string?)need.Attribute("Include") ?? "");
            if (kind != "PackageReference" || !Analyzers.Contains(name)) findings.Add(new Finding("project", $"{kind} {name}"));
            else if ((string?)need.Attribute("PrivateAssets") != "all") findings.Add(new Finding("project", $"{kind} {name} reaches the program: PrivateAssets must be all"));
        }
        return findings;
    }
}
