using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// The ties that a remark does not say, as they hold now. A file with such a tie is looked at in every later run, from the sums it was
/// stored with: so its credit is never free for another file, and what no longer fits is taken back.
/// </summary>
internal sealed class KnownTies
{
    private readonly ILookup<string, StoredTie> _byEmployer;
    private readonly HashSet<UnitName> _units;

    /// <param name="ties">The latest revision of each tie, those taken back included.</param>
    /// <param name="folder">The folder's period: later files are not looked at.</param>
    public KnownTies(IReadOnlyList<StoredTie> ties, PayPeriod folder)
    {
        _byEmployer = ties.ToLookup(static tie => tie.TiedTo, StringComparer.Ordinal);
        _units =
        [
            .. ties.Where(static tie => tie.Holds).SelectMany(static tie => new[] { tie.TiedPeriod, tie.FromPeriod ?? tie.TiedPeriod }.Select(period => new UnitName(PayPeriod.FromNumber(period)!.Value, tie.TiedTo)))
                .Where(unit => unit.Period <= folder),
        ];
    }

    /// <summary>Files that have such a tie, or gave their rest to one.</summary>
    public IReadOnlySet<UnitName> Units => _units;

    /// <summary>Ties of the employer whose credit was not cancelled.</summary>
    public IReadOnlyList<EarlierTie> Of(string employer) =>
    [
        .. _byEmployer[employer].Where(static tie => tie.Holds && !tie.IsCancelled).Select(static tie => new EarlierTie(
            tie.Entry, (TieKind)tie.TieKind, PayPeriod.FromNumber(tie.TiedPeriod)!.Value, tie.FromPeriod is { } from ? PayPeriod.FromNumber(from) : null, tie.TiedAmount)),
    ];

    /// <summary>The files that the credit pays, cancelled or not.</summary>
    public IEnumerable<PayPeriod> FilesOf(string employer, string identity) =>
        _byEmployer[employer].Where(tie => tie.Holds && tie.Identity == identity).Select(static tie => PayPeriod.FromNumber(tie.TiedPeriod)!.Value);

    /// <summary>What the run found otherwise than it was stored, of the files it looked at: new ties, other amounts, and ties that hold no more.</summary>
    public IEnumerable<NewTie> Changes(string employer, EmployerTies found)
    {
        var stored = _byEmployer[employer].ToDictionary(static tie => (tie.Identity, tie.TiedPeriod, tie.TieKind));
        foreach (var portion in found.Portions)
        {
            if (portion.Kind == TieKind.Rule || portion.Period is not { } period) continue;
            stored.Remove((portion.Entry.Identity, period.Number, (short)portion.Kind), out var known);
            if (known?.TiedAmount == portion.Amount && known.FromPeriod == portion.From?.Number) continue;
            yield return new NewTie(portion.Entry.Identity, period.Number, (short)portion.Kind, portion.From?.Number, portion.Amount, (known?.Revision ?? 0) + 1);
        }
        foreach (var tie in stored.Values.Where(tie => tie.Holds && found.Files.ContainsKey(PayPeriod.FromNumber(tie.TiedPeriod)!.Value)))
        {
            yield return new NewTie(tie.Identity, tie.TiedPeriod, tie.TieKind, tie.FromPeriod, 0, tie.Revision + 1);
        }
    }
}

/// <summary>A revision of a tie to be stored; amount 0 = it holds no more. Whole rupiah.</summary>
internal readonly record struct NewTie(string Identity, int Period, short Kind, int? From, long Amount, int Revision);
