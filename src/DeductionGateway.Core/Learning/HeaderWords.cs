namespace DeductionGateway.Core.Learning;

/// <summary>What a column's name says it is. <see cref="Other"/>: known to be nothing we read; <see cref="Unknown"/>: the name says nothing to us.</summary>
internal enum ColumnRole
{
    Unknown, Other, RowNo, EmployeeNo, NationalId, Account, Name, Code, Period, Status, Note, Unit,
    Amount, Sum, Billed, Withheld, Gap, CodeAmount,
}

/// <summary>Names of columns in Indonesian and English, as payroll programs and treasurers write them.</summary>
internal static class HeaderWords
{
    private static readonly string[] NotMoneyOfOurs =
    [
        "SALDO", "SISA", "BAKI", "TENOR", "KE", "JANGKA", "PLAFON", "PLAFOND", "LAMA", "UPAH", "THP", "BERSIH", "NETTO", "NETO", "BRUTO", "TUNJANGAN", "TUNJ", "GOL", "GOLONGAN", "RUANG", "PANGKAT", "JABATAN",
        "TANGGAL", "DATE", "LAHIR", "TMT", "ALAMAT", "TELP", "HP", "NPWP", "PERSEN", "%", "BPJS", "PPH", "PPH21", "PAJAK", "UMUR", "USIA", "TAHUN", "YEAR", "BALANCE", "SALARY", "GROSS", "NET", "JIWA", "ANAK", "TAX", "TASPEN",
        "IWP", "BANK", "WAERS", "CURRENCY", "CURR", "GRADE", "POSITION", "ESELON", "EMAIL", "TERMIN", "OUTSTANDING", "ANGGOTA", "MEMBER", "GAPOK", "DITERIMA", "ARISAN", "ZAKAT", "INFAQ", "INFAK", "KORPRI", "PMI", "SOSIAL", "JHT", "JKK", "PENSIUN", "ASKES", "TAPERA", "BAZNAS", "PGRI", "DWP", "JAMSOSTEK",
    ];

    private static readonly string[] Employee = ["NIP", "NRP", "NIPP", "NPP", "NPK", "NRK", "NIPEG", "NOPEG", "NIKAR", "NIY", "NBM", "EMPNO", "EMPID", "PERNR", "BADGE", "NIPNRP", "NIPTT", "NID", "NIP/NRP", "PERSONNEL"];
    private static readonly string[] People = ["PEGAWAI", "KARYAWAN", "EMP", "EMPLOYEE", "STAFF", "STAF", "PEKERJA", "GURU", "WORKER"];
    private static readonly string[] Numbers = ["NO", "ID", "KODE", "INDUK", "NIK", "CODE"];

    public static ColumnRole Of(string header)
    {
        var words = Words.Of(header);
        bool Has(params ReadOnlySpan<string> any)
        {
            foreach (var word in any)
            {
                if (words.Contains(word)) return true;
            }
            return false;
        }
        if (words.Length == 0) return header.Trim() is "#" ? ColumnRole.RowNo : ColumnRole.Unknown;
        if (IsCumulative(words)) return ColumnRole.Other;
        if (words is ["NO"] or ["URUT"] or ["NO", "URUT"] or ["NO", "URT"] or ["SEQ"] or ["ROW"] or ["LINE"]) return ColumnRole.RowNo;
        if (Has(Employee) || (Has(People) && Has(Numbers) && !Has("NAMA", "NAME")) || words is ["NO", "INDUK"] or ["ID"] or ["INDUK"] or ["NO", "ID"]) return ColumnRole.EmployeeNo;
        if (Has("NIK", "KTP", "IDENTITAS", "KEPENDUDUKAN", "IDNUMBER", "NATIONAL", "IDENTITY") || words is ["ID", "NO"]) return ColumnRole.NationalId;
        if (Has("REKENING", "ACCOUNT", "NOREK", "ACCT", "BANKACCOUNT", "ACC")) return ColumnRole.Account;
        if (Has("NAMA", "NAME", "EMPNAME", "ENAME", "NAMALENGKAP", "FULLNAME") && !Has("POTONGAN", "UNIT", "BANK", "INSTANSI", "DEPT", "DEDUCTION", "SKPD", "OPD", "DINAS", "SEKOLAH", "KOMPONEN")) return ColumnRole.Name;
        if (Has("STATUS", "HASIL", "RESULT")) return ColumnRole.Status;
        if (Has("PERIODE", "PERIOD", "BULAN", "MONTH", "MASA", "PAYPERIOD", "FPPER", "INPER")) return Has("ANGSURAN", "SIMPANAN", "JUMLAH") ? ColumnRole.Amount : ColumnRole.Period;
        if (Has("KODE", "CODE", "JENIS", "KOMPONEN", "URAIAN", "TYPE", "ELEMENT", "LGART", "PAYCODE") || (Has("NAMA", "NAME") && Has("POTONGAN", "DEDUCTION"))) return Has("UNIT", "CABANG", "COMPANY", "PERUSAHAAN", "PLANT", "AREA", "COST", "DEPT", "SKPD", "SATKER", "KELAMIN", "BANK") ? ColumnRole.Other : ColumnRole.Code;
        return Money(words);
    }

    /// <summary>The column adds up the months until now: s/d (sampai dengan) bulan lalu, akumulasi.</summary>
    private static bool IsCumulative(string[] words)
    {
        for (var at = 0; at + 1 < words.Length; at++)
        {
            if (words[at] == "S" && words[at + 1] == "D") return true;
        }
        return words.Any(static word => word is "KUMULATIF" or "KOMULATIF" or "AKUMULASI" or "AKUMULATIF" or "CUMULATIVE" or "ACCUMULATED" or "YTD");
    }

    private static ColumnRole Money(string[] words)
    {
        bool Has(params ReadOnlySpan<string> any)
        {
            foreach (var word in any)
            {
                if (words.Contains(word)) return true;
            }
            return false;
        }
        if (Has("KETERANGAN", "CATATAN", "REMARK", "REMARKS", "NOTE", "NOTES", "ALASAN", "REASON", "PARAF", "TTD", "TANDATANGAN", "DESCRIPTION")) return ColumnRole.Note;
        if (Has(NotMoneyOfOurs) || (Has("GAJI") && !Has("POTONGAN", "POTONG"))) return ColumnRole.Other;
        if (Has("SELISIH", "KURANG", "TUNGGAKAN", "LEBIH", "DIFFERENCE", "GAP", "KEKURANGAN", "SHORTFALL", "UNDEDUCTED")
            || (Has("TIDAK", "BELUM", "GAGAL", "NOT") && Has("TERPOTONG", "DIPOTONG", "POTONGAN", "DEDUCTED"))) return ColumnRole.Gap;
        if (Has("TAGIHAN", "BILLED", "BILL", "SEHARUSNYA", "TARGET", "DITAGIH", "TERTAGIH", "EXPECTED")) return ColumnRole.Billed;
        if (Has("TERPOTONG", "DIPOTONG", "REALISASI", "DEDUCTED", "TERBAYAR", "DIBAYAR", "DISETOR", "WITHHELD")) return ColumnRole.Withheld;
        if (CodeWords.Guess(words) is not null) return ColumnRole.CodeAmount;
        if (Has("UNIT", "DEPT", "DEPARTEMEN", "DEPARTMENT", "BAGIAN", "DIVISI", "SKPD", "OPD", "DINAS", "CABANG", "SEKOLAH", "INSTANSI", "LOKASI", "SATKER", "BIDANG", "COST")) return ColumnRole.Unit;
        if (Has("TOTAL", "JUMLAH", "GRAND")) return ColumnRole.Sum;
        return Has("POTONGAN", "NOMINAL", "NILAI", "AMOUNT", "RUPIAH", "RP", "BESARNYA", "BESAR", "DEDUCTION", "VALUE", "SETORAN", "KOPERASI", "IURAN", "IDR", "BETRG") ? ColumnRole.Amount : ColumnRole.Unknown;
    }
}
