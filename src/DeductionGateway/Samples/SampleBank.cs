using System.Text;

namespace DeductionGateway.Samples;

/// <summary>Writes the bank's side: MT940 and, as two overlapping statements, CSV.</summary>
internal sealed class SampleBank(string folder, string account, int year, int month)
{
    private const long Opening = 1_000_000_000;
    private const int FirstDay = 25;

    /// <summary>Orders the entries by day, the order within a day drawn, and numbers them.</summary>
    public static List<SampleEntry> Number(List<SampleEntry> entries, SeededRandom random)
    {
        foreach (var entry in entries) entry.DayOffset = random.Below(4);
        random.Shuffle(entries);
        var ordered = entries.OrderBy(entry => entry.DayOffset).ToList();
        for (var i = 0; i < ordered.Count; i++) ordered[i].Reference = "B" + (i + 1).ToString("D8");
        return ordered;
    }

    public void Write(List<SampleEntry> entries)
    {
        WriteSwift(entries);
        WriteCsv("bank-1.csv", entries.Where(entry => entry.DayOffset <= 2));
        WriteCsv("bank-2.csv", entries.Where(entry => entry.DayOffset >= 1));
        using var truth = Open("truth_bank.csv");
        truth.Write("bank_ref,kind,employer,member_no,amount\n");
        foreach (var entry in entries) truth.Write($"{entry.Reference},{entry.Kind},{entry.Employer},{entry.MemberNo},{entry.Amount}\n");
    }

    private void WriteSwift(List<SampleEntry> entries)
    {
        using var file = Open("bank.mt940");
        var stamp = $"{year % 100:D2}{month:D2}";
        file.Write($":20:{year:D4}{month:D2}STMT\n:25:{account}\n:28C:00001/00001\n:60F:C{stamp}{FirstDay}IDR{Opening},00\n");
        foreach (var entry in entries)
        {
            var day = FirstDay + entry.DayOffset;
            var sign = entry.Amount < 0 ? 'D' : 'C';
            file.Write($":61:{stamp}{day}{month:D2}{day}{sign}{Math.Abs(entry.Amount)},00NTRFNONREF//{entry.Reference}\n");
            var text = ":86:" + (entry.Counterparty.Length > 0 ? entry.Remark + " /" + entry.Counterparty : entry.Remark).ToUpperInvariant();
            for (var at = 0; at < text.Length; at += 65) 
            {
                file.Write(text.AsSpan(at, Math.Min(65, text.Length - at)));
                file.Write("\n");
            }
        }
        file.Write($":62F:C{stamp}{FirstDay + 3}IDR{Opening + entries.Sum(entry => entry.Amount)},00\n-\n");
    }

    private void WriteCsv(string name, IEnumerable<SampleEntry> entries)
    {
        using var file = Open(name);
        file.Write("bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative\n");
        foreach (var entry in entries)
        {
            var date = $"{year:D4}-{month:D2}-{FirstDay + entry.DayOffset}";
            file.Write($"{entry.Reference},{date},{date},{(entry.Amount < 0 ? 'D' : 'C')},{Math.Abs(entry.Amount)}.00,IDR,{account},{entry.Counterparty},{entry.Remark}\n");
        }
    }

    private StreamWriter Open(string name) => new(Path.Combine(folder, name), false, new UTF8Encoding(false), 1 << 16);
}
