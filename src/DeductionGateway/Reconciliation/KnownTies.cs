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
    private readonly Dictionary<(string Identity, int Period, short Kind), int> _revisions;
    private readonly HashSet<(string Identity, int Period, short Kind)> _foundAnew = [];

    /// <param name="ties">The latest revision of each tie, those taken back included.</param>
    /// <param name="folder">The folder's period: later files are not looked at; null where there is no folder.</param>
    public KnownTies(IReadOnlyList<StoredTie> ties, PayPeriod? folder)
    {
        _byEmployer = ties.ToLookup(static tie => tie.TiedTo, StringComparer.Ordinal);
        _revisions = ties.ToDictionary(static tie => (tie.Identity, tie.TiedPeriod, tie.TieKind), static tie => tie.Revision);
        _units =
        [
            .. ties.Where(static tie => tie.Holds).SelectMany(static tie => new[] { tie.TiedPeriod, tie.FromPeriod ?? tie.TiedPeriod }.Select(period => new UnitName(PayPeriod.FromNumber(period)!.Value, tie.TiedTo)))
                .Where(unit => folder is null || unit.Period <= folder),
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
            var name = (portion.Entry.Identity, period.Number, (short)portion.Kind);
            stored.Remove(name, out var known);
            if (known?.TiedAmount == portion.Amount && known.FromPeriod == portion.From?.Number) continue;
            yield return new NewTie(portion.Entry.Identity, period.Number, (short)portion.Kind, portion.From?.Number, portion.Amount, NextRevision(name));
            _foundAnew.Add(name);
        }
        foreach (var (name, tie) in stored)
        {
            // Where the credit is another employer's now and was tied to his file in this run, that revision already says so.
            if (!tie.Holds || _foundAnew.Contains(name) || !found.Files.ContainsKey(PayPeriod.FromNumber(tie.TiedPeriod)!.Value)) continue;
            yield return new NewTie(tie.Identity, tie.TiedPeriod, tie.TieKind, tie.FromPeriod, 0, NextRevision(name));
        }
    }

    /// <summary>Revisions are counted by credit, file and kind, whichever employer the credit is read to be of.</summary>
    private int NextRevision((string, int, short) name) => _revisions[name] = _revisions.GetValueOrDefault(name) + 1;
}

/// <summary>A revision of a tie to be stored; amount 0 = it holds no more. Whole rupiah.</summary>
internal readonly record struct NewTie(string Identity, int Period, short Kind, int? From, long Amount, int Revision);
