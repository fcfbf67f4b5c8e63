using DeductionGateway.Core.Intake;

namespace DeductionGateway.Inspection;

/// <summary>One statement as understood; balances are null in a bank CSV, which has none. Whole rupiah.</summary>
internal sealed record InspectedStatement(
    string Account, string Currency, string Number, (DateOnly Date, long Amount)? Opening, (DateOnly Date, long Amount)? Closing, IReadOnlyList<BankEntry> Entries);

/// <summary>A table as understood. <paramref name="Sum"/> in whole rupiah and <paramref name="Shape"/> only where a profile says how to read it.</summary>
internal sealed record InspectedTable(int HeaderLine, IReadOnlyList<string> Header, long Rows, long? Sum, string? Shape);

/// <summary>What was understood of one file (CONTRACT §2).</summary>
internal sealed record FileInspection(
    string File, string Format, string Dialect, IReadOnlyList<InspectedStatement> Statements, InspectedTable? Table, IReadOnlyList<FileFault> Faults);
