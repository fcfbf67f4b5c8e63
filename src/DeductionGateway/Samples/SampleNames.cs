namespace DeductionGateway.Samples;

/// <summary>Names of invented people and employers.</summary>
internal static class SampleNames
{
    private static readonly string[] First =
    [
        "Adi", "Agung", "Anisa", "Arif", "Bagus", "Bayu", "Citra", "Damar", "Dewi", "Dimas", "Eko", "Fajar", "Galih", "Hana", "Hendra", "Indah", "Irfan", "Joko",
        "Kartika", "Laras", "Lestari", "Mega", "Nadia", "Oktavia", "Panca", "Putri", "Rangga", "Ratih", "Rizal", "Sari", "Satria", "Sekar", "Taufan", "Tirta",
        "Umar", "Vina", "Wahyu", "Wening", "Yoga", "Yusuf", "Zaki", "Zulaika", "Made", "Ketut", "Komang", "Rahmi", "Bintang", "Cahya",
    ];

    private static readonly string[] Last =
    [
        "Adiputra", "Anggoro", "Batubara", "Cendana", "Daulay", "Erlangga", "Fadhilah", "Ginting", "Harahap", "Iskandar", "Jatmiko", "Kusnadi", "Lubis", "Marpaung",
        "Nugraha", "Oemar", "Pamungkas", "Rukmana", "Sanjaya", "Tanjung", "Utami", "Wibisono", "Yudhistira", "Zainuddin", "Siregar", "Simanjuntak", "Pratama",
        "Rahardjo", "Saputro", "Wijayakusuma", "Mangkuprawira", "Hadikusumo", "Nasution", "Situmeang", "Pohan", "Sitorus", "Darmawan", "Gunadi",
    ];

    private static readonly string[] EmployerKind =
    [
        "PT Karya Mandiri", "PT Sinar Timur", "Dinas Kesehatan", "RSUD", "PT Bahari Nusantara", "Dinas Pendidikan", "PT Rimba Lestari", "Sekretariat Daerah", "PT Logam Utama",
        "PT Tekstil Makmur", "Dinas Perhubungan", "PT Pangan Sejahtera", "Universitas Negeri", "PT Cipta Energi", "Kantor Pertanahan", "PT Graha Bangun", "Dinas Sosial",
        "PT Kimia Jaya", "Balai Latihan Kerja", "PT Anugerah Plastik",
    ];

    private static readonly string[] City =
    [
        "Bandung", "Surabaya", "Medan", "Palembang", "Makassar", "Semarang", "Denpasar", "Malang", "Solo", "Padang", "Pontianak", "Manado", "Ambon", "Kupang", "Jambi",
        "Bengkulu", "Cirebon", "Tegal", "Bogor", "Samarinda",
    ];

    public static string Person(SeededRandom random)
    {
        var first = random.Pick(First);
        var last = random.Pick(Last);
        return random.Below(3) == 0 ? $"{first} {random.Pick(First)} {last}" : $"{first} {last}";
    }

    /// <summary>At least four letters longer than any name of <see cref="Person"/>, so it is one name with none of them (CONTRACT §3).</summary>
    public static string Stranger(SeededRandom random) => $"Bartholomeus {random.Pick(First)} Tjokroaminoto van {random.Pick(Last)}";

    /// <summary>No two employers share a name, and none lies inside another but by an ordinal.</summary>
    public static string Employer(int index)
    {
        var count = EmployerKind.Length * City.Length;
        // 7 shares no factor with 20: each round of 20 meets every kind once.
        var name = EmployerKind[index * 7 % EmployerKind.Length] + " " + City[(index + index / EmployerKind.Length) % City.Length];
        return index < count ? name : name + " Unit " + (index / count + 1);
    }

    /// <summary>One letter exchanged for another: still one name (CONTRACT §3).</summary>
    public static string Misspelt(string name, SeededRandom random)
    {
        var letters = name.ToCharArray();
        int at;
        do at = random.Below(letters.Length);
        while (letters[at] is < 'a' or > 'z');
        letters[at] = letters[at] == 'z' ? 'a' : (char)(letters[at] + 1);
        return new string(letters);
    }
}
