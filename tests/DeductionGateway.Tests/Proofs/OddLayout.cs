using System.Text;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// A payroll file as some treasurer might lay it out, drawn by a seed: names and order of columns, titles, units with sums, page headers, a total, a
/// signature, the way numbers are written; units called like sums, amounts below a million that are alike, nothing written 0.000, somebody without a
/// number; and the rows that are in it.
/// </summary>
internal sealed class OddLayout
{
    private static readonly string[] Keys = ["NIP", "NRP", "No. Pegawai", "EMPLOYEE ID", "NIK KARYAWAN", "NIP / NRP", "nomor induk pegawai"];
    private static readonly string[] Names = ["NAMA", "Nama Pegawai", "EMPLOYEE NAME", "nama_lengkap"];
    private static readonly string[] Totals = ["JUMLAH", "Potongan", "POT. KOPERASI", "Nominal", "Amount", "Jumlah Potongan (Rp)"];
    private static readonly (string Code, string[] Names)[] Codes =
    [
        ("SW", ["SIMP. WAJIB", "Simpanan Wajib", "IURAN WAJIB", "MANDATORY SAVING"]), ("PU", ["ANGSURAN", "Angs. Pinjaman", "LOAN", "PINJAMAN UANG"]),
        ("TK", ["TOKO", "Belanja Toko", "WASERDA", "SHOP"]), ("SS", ["SUKARELA", "Simp. Sukarela", "MANASUKA"]),
    ];

    private static readonly string[] Units = ["GRAND ASTON BANDUNG", "TOTAL PERSADA", "JUMLAH MAKMUR", "III/a"];
    private static readonly long[] Alike = [50_000, 100_000, 150_000, 200_000];

    private readonly Random _random;
    private readonly bool _isSmall, _hasNothing;
    private readonly int _numberless;
    private long _largest;
    private readonly StringBuilder _text = new();
    private readonly char _delimiter;
    private readonly int _style;
    private readonly List<string> _header = [];
    private readonly List<(string Code, int Count)> _amounts = [];

    public OddLayout(int seed)
    {
        _random = new Random(seed);
        _delimiter = Pick(';', '\t', '|');
        _style = _random.Next(4);
        _isSmall = _random.Next(2) == 0;
        _hasNothing = _random.Next(3) == 0;
        _numberless = _random.Next(6) == 0 ? _random.Next(1, 12) : 0;
        var codes = _random.Next(2) == 0 ? [] : Codes.OrderBy(_ => _random.Next()).Take(_random.Next(2, 5)).ToArray();
        List<string> front = [Pick(Keys), Pick(Names)];
        if (_random.Next(2) == 0) front.Insert(0, Pick("NO", "No.", "Nomor Urut"));
        if (_random.Next(3) == 0) front.Add(Pick("GOL", "Unit Kerja", "JABATAN"));
        _header.AddRange(front);
        _header.AddRange(codes.Select(code => Pick(code.Names)));
        if (codes.Length == 0 || _random.Next(2) == 0) _header.Add(codes.Length == 0 ? Pick(Totals) : "JUMLAH");
        if (_random.Next(2) == 0) _header.Add(Pick("KET", "Paraf", "Keterangan"));
        Write(front.Count, codes);
    }

    public byte[] Bytes => Encoding.UTF8.GetBytes(_text.ToString());

    /// <summary>Somebody with an amount has no number: the file must be refused.</summary>
    public bool IsToBeRefused { get; private set; }

    /// <summary>Every mark has three digits behind it and no amount reaches a million: nobody can know whether it groups or parts decimals.</summary>
    public bool IsAmbiguous => _style is 1 or 2 && _largest < 1_000_000;

    /// <summary>Key, code ("" in a file of totals) and rupiah of each amount, as they must be read.</summary>
    public List<string> Truth { get; } = [];

    private void Write(int front, (string Code, string[] Names)[] codes)
    {
        for (var titles = _random.Next(4); titles > 0; titles--) Line(Pick("DAFTAR POTONGAN KOPERASI", "PT MAJU BERSAMA", "PEMERINTAH KOTA BANDUNG", "Sekretariat Daerah"));
        Line([.. _header]);
        var hasUnits = _random.Next(2) == 0;
        var all = new long[Math.Max(codes.Length, 1)];
        var person = 0;
        for (var unit = 0; unit < (hasUnits ? 3 : 1); unit++)
        {
            if (hasUnits) Line(_random.Next(3) == 0 ? Pick(Units) : "UNIT " + (char)('A' + unit));
            var sums = new long[all.Length];
            for (var rows = _random.Next(4, 9); rows > 0; rows--) Person(++person, front, codes, sums);
            for (var i = 0; i < all.Length; i++) all[i] += sums[i];
            if (hasUnits) Sum("Sub Total", front, sums);
            if (hasUnits && _random.Next(2) == 0) Line([.. _header]);
        }
        if (_random.Next(2) == 0) Sum(Pick("JUMLAH", "TOTAL", "GRAND TOTAL"), front, all);
        if (_random.Next(2) == 0) Line("", "Bendahara,");
        if (_random.Next(2) == 0) Line("", "NIP. 197502022000122001");
    }

    private void Person(int number, int front, (string Code, string[] Names)[] codes, long[] sums)
    {
        var key = $"19800101200501{number:0000}";
        if (number == _numberless) (key, IsToBeRefused) = ("", true);
        var amounts = sums.Select(_ => key.Length > 0 && _hasNothing && _random.Next(6) == 0 ? 0 : _isSmall ? Pick(Alike) : _random.Next(1, 2_000) * 500L + 1_000_000).ToArray();
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += amounts[i];
            // A column of a code says nothing where nothing was withheld; a file of totals names everybody.
            if (amounts[i] > 0 || codes.Length == 0) Truth.Add($"{key},{(codes.Length == 0 ? "" : codes[i].Code)},{amounts[i]}");
        }
        var cells = _header.Take(front).Select(name => name[0] is 'N' && name.StartsWith("No", StringComparison.OrdinalIgnoreCase) && name.Length != 11 && !name.Contains("induk") ? number.ToString() : Keys.Contains(name) ? key : Names.Contains(name) ? "PEGAWAI " + (char)('A' + number % 26) + "ANI" : Pick(Units)).ToList();
        Amounts(cells, amounts);
    }

    private void Sum(string label, int front, long[] sums)
    {
        var cells = Enumerable.Repeat("", front).ToList();
        cells[_header.FindIndex(Names.Contains)] = label;
        Amounts(cells, sums);
    }

    private void Amounts(List<string> cells, long[] amounts)
    {
        cells.AddRange(amounts.Select(Written));
        while (cells.Count < _header.Count) cells.Add(_header[cells.Count] == "JUMLAH" ? Written(amounts.Sum()) : "");
        Line([.. cells]);
    }

    private string Written(long rupiah)
    {
        _largest = Math.Max(_largest, rupiah);
        if (rupiah == 0) return _style switch { 0 => Pick("0", "0.000"), 1 => Pick("0", "0,000"), 2 => "Rp 0.000,-", _ => "0,00" };
        var grouped = rupiah.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
        return _style switch { 0 => rupiah.ToString(), 1 => grouped, 2 => "Rp " + grouped.Replace(',', '.') + ",-", _ => grouped.Replace(',', '.') + ",00" };
    }

    private void Line(params string[] cells) => _text.Append(string.Join(_delimiter, cells.Concat(Enumerable.Repeat("", Math.Max(0, _header.Count - cells.Length))))).Append("\r\n");

    private T Pick<T>(params T[] from) => from[_random.Next(from.Length)];
}
