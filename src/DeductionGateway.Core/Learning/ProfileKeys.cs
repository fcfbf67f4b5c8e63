using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>Writes what was found of a table in the keys of profiles.json; keys that say what is the standard anyway are left out.</summary>
internal static class ProfileKeys
{
    public static SortedDictionary<string, object> Of(TableReading reading)
    {
        var keys = new SortedDictionary<string, object>(StringComparer.Ordinal);
        var table = reading.Table;
        var key = reading.Key!;
        string Header(ColumnFacts? column) => column is null ? "" : table.Reference(column.Column);
        keys["shape"] = reading.Shape.ToString().ToLowerInvariant();
        keys["key"] = key.Kind switch { PayrollKey.NationalId => "national_id", PayrollKey.AccountNo => "account_no", _ => "employee_no" };
        keys["header"] = new List<string>
        {
            key.Kind == PayrollKey.EmployeeNo ? Header(key.Column) : "", Header(reading.Name), Header(reading.NationalId), Header(reading.Code), Header(reading.Amount), Header(reading.Period),
        };
        if (key.Kind == PayrollKey.AccountNo) keys["account_header"] = Header(key.Column);
        if (table.HeaderAt > 0) keys["skip_rows"] = table.HeaderAt;
        keys["header_rows"] = table.HeaderRows;
        keys["number"] = Amounts.Example(reading.Money.Style);
        // Any month does as the example: the file's own is the one that a person knows again.
        keys["period"] = reading.Period is { Filled: > 0 } period && reading.PeriodStyle is not PeriodStyle.SheetDate ? period.Values[0] : PeriodTexts.Example(reading.PeriodStyle);
        if (reading.Shape == PayrollShape.Columns)
        {
            keys["amounts"] = reading.AmountCodes.ToDictionary(one => Header(one.Column), static one => one.Code);
            if (reading.Others.Count > 0) keys["other_columns"] = reading.Others.Select(column => Header(column)).ToList();
            if (reading.AmountCodes.GroupBy(static one => one.Code).Any(static group => group.Count() > 1)) keys["same_code"] = "added";
        }
        AddCodes(reading, keys);
        AddAmounts(reading, keys);
        AddRows(reading, keys);
        return keys;
    }

    private static void AddCodes(TableReading reading, SortedDictionary<string, object> keys)
    {
        if (reading.Codes.Count == 0) return;
        keys["codes"] = reading.Codes.Where(static pair => pair.Value != CodeMapping.NotOurs).GroupBy(static pair => pair.Value)
            .ToDictionary(static group => group.Key, static group => group.Select(static pair => pair.Key).ToList());
        var others = reading.Codes.Where(static pair => pair.Value == CodeMapping.NotOurs).Select(static pair => pair.Key).ToList();
        if (others.Count > 0) keys["other_codes"] = others;
    }

    private static void AddAmounts(TableReading reading, SortedDictionary<string, object> keys)
    {
        if (reading.Money.Numbers.Marks.Count > 0) keys["amount_marks"] = reading.Money.Numbers.Marks.ToList();
        if (reading.Money.Numbers.IsNegative) keys["sign"] = "minus";
        if (reading.Shortfall is { } shortfall) keys["amount_less"] = reading.Table.Reference(shortfall.Column);
        if (reading.Money.UnitRupiah > 1) keys["amount_unit"] = reading.Money.UnitRupiah;
        if (reading.HasEmptyAmounts) keys["empty_amount"] = "zero";
        if (reading.IsFailed) keys["meaning"] = "failed";
        if (reading.Status is { } status)
        {
            keys["status"] = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["header"] = reading.Table.Reference(status.Column.Column), ["failed"] = status.Failed.ToList(), ["done"] = status.Done.ToList() };
        }
    }

    private static void AddRows(TableReading reading, SortedDictionary<string, object> keys)
    {
        var (table, key) = (reading.Table, reading.Key!);
        if (key.Without.Length > 0) keys["key_without"] = key.Without;
        if (key.IsInName) keys["key_part"] = "digits";
        if (key.Width > 0) keys["key_width"] = key.Width;
        if (reading.KeyStandsOnce) keys["key_repeats"] = "false";
        if (table.Others.Count > 0)
        {
            keys["subtotals"] = "passed_over";
            if (key.Form != KeyForm.Any) keys["key_form"] = key.Form.ToString().ToLowerInvariant();
            keys["control"] = "total_row";
        }
        if (table.Columns is { } columns) keys["columns"] = new List<int> { columns.First, columns.Last };
        if (table.From.Length > 0) keys["from"] = table.From;
        if (table.Until.Length > 0) keys["until"] = table.Until;
    }
}
