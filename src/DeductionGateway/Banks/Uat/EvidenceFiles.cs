using System.Globalization;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Banks.Uat;

/// <summary>Writes evidence into a folder: once for programs, once for people.</summary>
internal static class EvidenceFiles
{
    /// <summary>Finds out whether evidence can be written there, before anything is sent of which it is to be.</summary>
    /// <exception cref="IOException">The folder cannot be made, or no file be written in it.</exception>
    public static string Prepare(string folder)
    {
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        var probe = Path.Combine(folder, Path.GetRandomFileName());
        using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
        {
        }
        // Where nothing is tested nothing is left.
        if (isNew) Directory.Delete(folder);
        return folder;
    }

    /// <returns>The names of both files. Those of an earlier test stay: of one minute's second test the name ends in 2.</returns>
    /// <exception cref="IOException">The folder cannot be made, or a file not be written.</exception>
    public static IReadOnlyList<string> Write(string folder, Evidence evidence, UatLanguage language)
    {
        Directory.CreateDirectory(folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"snap-uat-{evidence.Bank}-{evidence.Began.ToOffset(JakartaTime.Offset):yyyyMMdd-HHmm}");
        var path = Path.Combine(folder, name);
        for (var number = 2; File.Exists($"{path}.json") || File.Exists($"{path}.xlsx"); number++) path = Path.Combine(folder, $"{name}-{number}");
        File.WriteAllBytes($"{path}.json", EvidenceJson.Of(evidence));
        using (var stream = new FileStream($"{path}.xlsx", FileMode.CreateNew, FileAccess.Write)) EvidenceWorkbook.Write(stream, evidence, language);
        return [$"{path}.json", $"{path}.xlsx"];
    }
}
