using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Inspection;

/// <summary>A table as understood. <paramref name="Sum"/> in whole rupiah and <paramref name="Shape"/> only where a profile says how to read it.</summary>
internal sealed record InspectedTable(int HeaderLine, IReadOnlyList<string> Header, long Rows, long? Sum, string? Shape);

/// <summary>What was understood of one file (CONTRACT §2).</summary>
internal sealed record FileInspection(
    string File, string Format, string Dialect, IReadOnlyList<ReadStatement> Statements, InspectedTable? Table, IReadOnlyList<FileFault> Faults)
{
    /// <summary>What was left out of a bank file or is worth knowing, and is no fault.</summary>
    public IReadOnlyList<ReadNote> Notes { get; init; } = [];
}
