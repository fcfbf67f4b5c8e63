using System.Globalization;
using System.Text.RegularExpressions;
using DeductionGateway.Answers.Sheets;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;

namespace DeductionGateway.Deductions;

/// <summary>
/// Writes an employer's workbook anew with marks beside its rows: the sheets that its list stands on, row by row where they stood, values as they are.
/// Texts stay texts, numbers keep their digits, days are written as yyyy-mm-dd; formats, merged cells and formulas are not taken over.
/// </summary>
internal static partial class MarkedBook
{
    private const int Width = 16;
    private static readonly int[] OfMarks = [18, 12, 80, 16, 16];
    private static readonly DateOnly DayZero = new(1899, 12, 30);

    /// <param name="to">Where the workbook goes; stays open.</param>
    /// <param name="bytes">The workbook as it came.</param>
    /// <param name="read">As it was read; its rows are not needed.</param>
    /// <param name="marks">Of its records.</param>
    public static async Task Write(Stream to, byte[] bytes, PayrollReturn read, MarkSource marks)
    {
        var faults = new FaultList();
        using var book = XlsxBook.Open(read.File!, bytes, faults);
        Check.That(book is not null, $"the kept workbook {read.File} opens as it did when it was accepted");
        // A table that names no sheet is on the first.
        var sheets = read.Tables.GroupBy(table => table.Profile.Sheet ?? book.Sheets[0].Name).Select(own => new MarkedSheet(own.Key, [.. own], book, read, faults)).ToList();
        var layouts = sheets.ConvertAll(static sheet => new SheetLayout(sheet.Name, [.. Enumerable.Repeat(Width, sheet.Columns), .. OfMarks]));
        using var file = new Workbook(to, read.File!, layouts, staysOpen: true);
        for (var place = 0; place < sheets.Count; place++)
        {
            using var sheet = file.Begin(layouts[place]);
            await sheets[place].Write(sheet, marks);
        }
    }

    /// <summary>What a workbook calls a number may be any text; only a number is written as one.</summary>
    [GeneratedRegex(@"\A-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?\z")]
    private static partial Regex Number();

    private sealed class MarkedSheet
    {
        private readonly IReadOnlyList<ReadTable> _tables;
        private readonly XlsxBook _book;
        private readonly PayrollReturn _read;
        private readonly FaultList _faults;

        public MarkedSheet(string name, IReadOnlyList<ReadTable> tables, XlsxBook book, PayrollReturn read, FaultList faults)
        {
            (Name, _tables, _book, _read, _faults) = (name, tables, book, read, faults);
            using var records = Open();
            while (records.Read()) Columns = Math.Max(Columns, records.Count);
        }

        public string Name { get; }

        /// <summary>Of the widest row: behind it the marks stand below each other.</summary>
        public int Columns { get; }

        public async Task Write(Sheet sheet, MarkSource marks)
        {
            var places = await MarkPlaces.Of(_read, _tables, marks);
            using var records = Open();
            while (records.Read())
            {
                while (sheet.Row < records.Line) sheet.NextRow();
                for (var at = 0; at < records.Count; at++) Cell(sheet, records, at);
                if (places.IsHeader(records.Line))
                {
                    sheet.Empty(cells: Columns - records.Count);
                    foreach (var mark in marks.Names) sheet.Text(mark, CellStyle.Header);
                }
                else if (await places.At(records.Line) is { } mark)
                {
                    sheet.Empty(cells: Columns - records.Count);
                    foreach (var text in (string[])[mark.Class, mark.Codes, mark.Reason]) sheet.Text(text);
                    sheet.Number(mark.Billed);
                    sheet.Number(mark.Received);
                }
            }
        }

        private XlsxRecords Open()
        {
            var records = XlsxRecords.Open(_read.File!, _book, Name, _book.Sheets.FirstOrDefault(one => one.Name == Name).Part, _faults, withDates: true);
            Check.That(records is not null, $"sheet {Name} of the kept workbook {_read.File} opens as it did when it was accepted");
            return records;
        }

        private static void Cell(Sheet sheet, XlsxRecords records, int at)
        {
            var text = records.Field(at).ToString();
            if (text.Length == 0) sheet.Empty();
            else if (!records.IsNumber(at) || !Number().IsMatch(text)) sheet.Text(text, CellStyle.Plain);
            else if (records.IsDate(at) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day + records.DayShift < (DateOnly.MaxValue.DayNumber - DayZero.DayNumber))
            {
                sheet.Text(DayZero.AddDays(day + records.DayShift).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), CellStyle.Plain);
            }
            else sheet.Number(text, CellStyle.Plain);
        }

    }
}
