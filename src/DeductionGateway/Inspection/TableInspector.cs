using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Learning;
using DeductionGateway.Intake;

namespace DeductionGateway.Inspection;

/// <summary>Reads an employer's file: by its profile where one beside it names it, else as the table that it is.</summary>
internal static class TableInspector
{
    public static (string Dialect, InspectedTable? Table) ReadPayroll(string path, string file, byte[] bytes, bool isXlsx, FaultList faults)
    {
        var profile = Neighbours.Profile(path, file);
        var byProfile = profile is not null && Neighbours.Period(path) is not null;
        var delimiter = profile is { IsXlsx: false } ? profile.Delimiter : isXlsx ? ',' : FileNature.Delimiter(file, bytes);
        var dialect = isXlsx ? "xlsx" : $"delimiter '{(delimiter == '\t' ? "\\t" : delimiter)}'";
        // With a profile the profile's reader tells the faults, each once.
        var form = byProfile ? new FaultList() : faults;
        InspectedTable? table;
        if (isXlsx)
        {
            using var sheet = XlsxRecords.Open(file, bytes, profile?.Sheet, form);
            table = sheet is null ? null : Shape(sheet, profile?.SkipRows, ofPeople: true);
        }
        else if (FixedColumns(profile, file, bytes) is { Count: > 0 } places)
        {
            dialect = $"{places.Count} columns by place";
            var lines = new FixedRecords(file, TextBytes.ToUtf8(file, bytes, profile?.Layout.Encoding ?? TextForm.EncodingOf(bytes), form), places, form);
            table = profile is { Layout.HeaderRows: 0 } ? WithoutHeader(lines, profile.SkipRows, places.Count) : Shape(lines, profile?.SkipRows, ofPeople: true);
        }
        else
        {
            table = Shape(new CsvRecords(file, bytes, delimiter, form), profile?.SkipRows, ofPeople: true);
        }
        if (!byProfile) return (dialect, table);
        var employer = Neighbours.Employers(path)?.FirstOrDefault(one => one.Code == profile!.Employer) ?? new Employer(profile!.Employer, profile.Employer, BankMode.Lump, null, null);
        var read = PayrollBytes.Read(profile!, employer, Neighbours.Period(path)!.Value, Neighbours.Codes(path), file, bytes, faults);
        if (table is null) return (dialect, null);
        var shape = profile!.Shape.ToString().ToLowerInvariant();
        if (read is null) return (dialect + ", by profile " + profile.Employer, table with { Shape = shape });
        var records = read.Rows.Select(static row => row.Record).Distinct().Count();
        return (dialect + ", by profile " + profile.Employer, table with { Rows = records, Sum = read.Rows.Sum(static row => row.Amount), Shape = shape });
    }

    /// <summary>By the profile; without one, by what stands below each other where no delimiter parts the lines. Empty where the text has delimiters.</summary>
    private static IReadOnlyList<FixedColumn> FixedColumns(PayrollProfile? profile, string file, byte[] bytes)
    {
        if (profile is not null) return profile.Layout.Fixed;
        var (encoding, unsaid) = (TextForm.EncodingOf(bytes), new FaultList());
        return TextForm.Of(file, TextBytes.ToUtf8(file, bytes, encoding, unsaid), encoding).Columns;
    }

    private static InspectedTable WithoutHeader(RecordSource records, int skipRows, int columns)
    {
        long rows = 0;
        for (var seen = 0; records.Read(); seen++) rows += seen >= skipRows ? 1 : 0;
        return new InspectedTable(0, [.. Enumerable.Range(1, columns).Select(static place => $"#{place}")], rows, null, null);
    }

    /// <summary>The header is the first row of several filled fields none of which is a number; every row after it counts.</summary>
    /// <param name="ofPeople">Rows with a number in them count, and no sums: below an employer's list stand totals, places and signatures. Where there are none, all rows.</param>
    public static InspectedTable? Shape(RecordSource records, int? skipRows = null, bool ofPeople = false)
    {
        InspectedTable? header = null;
        long rows = 0, others = 0;
        for (var seen = 0; records.Read(); seen++)
        {
            if (header is not null && ofPeople && !IsOfSomebody(records)) others++;
            else if (header is not null) rows++;
            else if (skipRows is { } skip ? seen == skip : IsHeader(records)) header = new InspectedTable(records.Line, Texts(records), 0, null, null);
        }
        return header is null ? null : header with { Rows = rows == 0 ? others : rows };
    }

    private static bool IsOfSomebody(RecordSource records)
    {
        int filled = 0, numbers = 0;
        for (var at = 0; at < records.Fields.Length; at++)
        {
            var text = records.Fields[at].Trim();
            if (text.IsEmpty) continue;
            if (++filled <= 2 && TotalWords.Begin(text.ToString())) return false;
            if (records.IsNumber(at) || text.Span[0] is >= (byte)'0' and <= (byte)'9') numbers++;
        }
        return filled > 1 && numbers > 0;
    }

    private static bool IsHeader(RecordSource records)
    {
        var filled = Texts(records).Where(static text => text.Length > 0).ToList();
        return filled.Count > 1 && filled.TrueForAll(static text => !char.IsAsciiDigit(text[0]));
    }

    private static List<string> Texts(RecordSource records)
    {
        var texts = new List<string>();
        foreach (var field in records.Fields) texts.Add(field.Trim().ToString());
        return texts;
    }
}
