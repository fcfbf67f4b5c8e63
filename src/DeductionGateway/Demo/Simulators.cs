using System.Reflection;

namespace DeductionGateway.Demo;

/// <summary>The programs that stand for the bank and the employer's HR system. They lie in the repository and are no part of the product, so that a program that was published elsewhere finds none.</summary>
internal sealed class Simulators
{
    private const string Project = "mocks/DeductionGateway.Mocks", Program = "DeductionGateway.Mocks.dll", Framework = "net10.0";

    private readonly string _program;

    private Simulators(string program) => _program = program;

    /// <summary>Those built with this program, in a folder above; null where there are none.</summary>
    /// <param name="from">Folder in which the search begins.</param>
    public static Simulators? Find(string from)
    {
        var configuration = typeof(Simulators).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "";
        var built = Path.Combine(Project, "bin", configuration, Framework, Program);
        for (var folder = from; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, built))) return new Simulators(Path.Combine(folder, built));
        }
        return null;
    }

    /// <summary>A bank, until it is disposed.</summary>
    public SimulatorProcess Bank(params IEnumerable<string> options) => SimulatorProcess.Start(_program, ["bank", .. options]);

    /// <summary>An employer's month; it ends by itself.</summary>
    public SimulatorProcess Employer(params IEnumerable<string> options) => SimulatorProcess.Start(_program, ["employer", .. options]);
}
