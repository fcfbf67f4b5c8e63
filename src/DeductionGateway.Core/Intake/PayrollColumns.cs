using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Intake;

/// <summary>Where the columns of a table stand, found in its header by the names or places that the profile gives.</summary>
internal sealed class PayrollColumns
{
    private const string Advice = "Do header, skip_rows and delimiter of the profile fit this file?";

    public int Key { get; private set; }
    public int Name { get; private set; }
    public int NationalId { get; private set; }
    public int Code { get; private set; } = -1;
    public int Obligation { get; private set; } = -1;
    public int Amount { get; private set; } = -1;
    public int Shortfall { get; private set; } = -1;
    public int Period { get; private set; }
    public int Status { get; private set; } = -1;

    /// <summary>Of shape columns, by place.</summary>
    public List<(int Column, DeductionCode Code)> Amounts { get; } = [];

    /// <summary>What the columns are called, by place; empty where there is no header.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>Columns of the header; 0 = there is none.</summary>
    public int Width { get; private set; }

    /// <summary>Line of the header's last row; 0 = there is none.</summary>
    public int Line { get; private set; }

    /// <summary>The header's rows as they stand, to know them when they come again.</summary>
    public List<Utf8Text[]> HeaderRows { get; } = [];

    /// <summary>Reads the title rows and the header; null with the faults where a column is missing.</summary>
    public static PayrollColumns? Read(PayrollProfile profile, IReadOnlyDictionary<string, DeductionCode> byOurs, string file, RecordSource records, FaultList faults)
    {
        var columns = new PayrollColumns();
        var before = faults.CountOf(file);
        if (columns.ReadHeader(profile, file, records, faults) is not { } header) return null;
        columns.Find(profile, header, byOurs, file, faults);
        return faults.CountOf(file) == before ? columns : null;
    }

    private HeaderRow? ReadHeader(PayrollProfile profile, string file, RecordSource records, FaultList faults)
    {
        var rows = profile.Layout.HeaderRows;
        for (var skipped = 0; skipped < profile.SkipRows; skipped++)
        {
            if (!records.Read()) break;
        }
        if (rows == 0) return new HeaderRow(file, 0, [], faults, Advice, byPlace: true);
        var line = 0;
        while (HeaderRows.Count < rows && records.Read())
        {
            if (HeaderRows.Count == 0) line = records.Line;
            Line = records.Line;
            if (rows == 1 && !IsByPlace(profile) && ReferenceEquals(profile.Layout, PayrollLayout.Plain))
            {
                Width = records.Fields.Length;
                Names = HeaderNames.Join([records.Fields.ToArray()]);
                return new HeaderRow(file, records, faults, Advice);
            }
            HeaderRows.Add(records.Fields.ToArray());
        }
        if (HeaderRows.Count < rows)
        {
            if (faults.CountOf(file) == 0) faults.Add(file, 0, 0, "HEADER_MISSING", $"There is no header row after {profile.SkipRows} title rows; the file is empty or the profile does not fit it.");
            return null;
        }
        var names = HeaderNames.Join(HeaderRows);
        (Width, Names) = (names.Count, names);
        return new HeaderRow(file, line, names, faults, Advice, IsByPlace(profile));
    }

    private static bool IsByPlace(PayrollProfile profile) =>
        HeaderRow.PlaceOf(profile.KeyHeader) is not null || HeaderRow.PlaceOf(profile.AmountHeader) is not null || profile.Amounts.Keys.Any(static name => HeaderRow.PlaceOf(name) is not null);

    private void Find(PayrollProfile profile, HeaderRow header, IReadOnlyDictionary<string, DeductionCode> byOurs, string file, FaultList faults)
    {
        Key = header.Required(profile.KeyHeader);
        Name = Declared(header, profile.NameHeader);
        NationalId = Declared(header, profile.NationalIdHeader);
        Period = profile.Period == PeriodStyle.Folder || profile.Layout.PeriodTitle is not null ? -1 : header.Required(profile.PeriodHeader);
        if (profile.Layout.Status is { } status) Status = header.Required(status.Header);
        if (profile.Shape != PayrollShape.Columns)
        {
            Amount = header.Required(profile.AmountHeader);
            Shortfall = Declared(header, profile.Layout.ShortfallHeader);
            // Exceptions may be one total per employee: the code column then has no name.
            if (profile.Shape == PayrollShape.Lines || (profile.Shape == PayrollShape.Exceptions && profile.CodeHeader.Length > 0)) Code = header.Required(profile.CodeHeader);
            if (Code >= 0) Obligation = Declared(header, profile.ObligationHeader);
            return;
        }
        foreach (var (name, ours) in profile.Amounts)
        {
            var column = header.Required(name);
            if (column < 0) continue;
            if (byOurs.TryGetValue(ours, out var code)) Amounts.Add((column, code));
            else faults.Add(file, header.Line, 0, "CODE_UNKNOWN", $"The profile maps the column '{name}' to '{ours}', which is no code of the cooperative.");
        }
        Amounts.Sort(static (a, b) => a.Column.CompareTo(b.Column));
    }

    private static int Declared(HeaderRow header, string name) => name.Length == 0 ? -1 : header.Required(name);
}
