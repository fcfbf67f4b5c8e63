using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Learning;

namespace DeductionGateway.Inspection;

/// <summary>
/// A proposal tried on the file itself: the rows the ordinary reader gets by it, and what it refuses. <paramref name="Employer"/>: said, or found by
/// its members; null where neither. <paramref name="Identified"/>: records whose key names a member; null without members at hand.
/// </summary>
internal sealed record LearnedFile(
    string File, string Format, string Dialect, string? Employer, ProfileProposal Proposal, IReadOnlyDictionary<string, object>? Profile,
    IReadOnlyList<PayrollRow> Rows, int? Identified, IReadOnlyList<FileFault> Faults)
{
    /// <summary>Employees' records: rows of one record (shape columns) count once.</summary>
    public int Records => Rows.Select(static row => row.Record).Distinct().Count();

    /// <summary>Employees: keys, each once, however many rows and deductions they have.</summary>
    public int People => Rows.Select(static row => row.Key).Distinct().Count();

    /// <summary>Of these, how many are members; null without members at hand.</summary>
    public int? Members { get; init; }

    public IEnumerable<Question> Open => Proposal.Questions.Where(static question => question.Answer is null);
}
