namespace DeductionGateway.Core.Intake;

/// <summary>How the bytes of a text file are to be understood.</summary>
public enum TextEncoding { Utf8, Utf16, Windows1252 }

/// <summary>What an employee's key looks like in this file; what does not is a unit name, a total, a note or a signature.</summary>
public enum KeyForm { Any, Digits, Code }

/// <summary>Whether rows that a sheet does not show count. Nobody said = they are a fault where they are employees'.</summary>
public enum HiddenRows { Unsaid, Read, PassedOver }

/// <summary>What an amount of a table means: money withheld, or what could not be withheld (0 then was).</summary>
public enum TableMeaning { Withheld, Failed }

/// <summary>
/// Characters <paramref name="First"/> to <paramref name="Last"/> of a line, counted from 1, both included. The last column reaches to the line's end
/// whatever it says; between columns that do not touch an employee's row must be blank.
/// </summary>
public readonly record struct FixedColumn(int First, int Last);

/// <summary>
/// The part of a sheet or text that one table takes. <paramref name="From"/> and <paramref name="Until"/>: words of the record that begins it
/// and of the one that follows it, "" = the file's start and end. Columns count from 1, both included; 0 = no border.
/// </summary>
public sealed record TablePlace(string From, string Until, int FirstColumn, int LastColumn)
{
    public static TablePlace Whole { get; } = new("", "", 0, 0);
}

/// <summary>A column that says of each row whether its amount was withheld. Values are compared without case.</summary>
public sealed record StatusColumn(string Header, IReadOnlySet<string> Failed, IReadOnlySet<string> Done);

/// <summary>
/// What lies around and between the rows of an employer's file (the further keys of <c>profiles.json</c>). The default reads a plain table:
/// one header row, a row whose key is empty ends it, every cell as it stands.
/// </summary>
public sealed record PayrollLayout
{
    public static PayrollLayout Plain { get; } = new();

    public TextEncoding Encoding { get; init; }

    /// <summary>Rows of the header; in two, an upper cell groups the lower ones: "PINJAMAN" over "POKOK" is "PINJAMAN POKOK". 0 = none, columns by place.</summary>
    public int HeaderRows { get; init; } = 1;

    /// <summary>Subtotals, unit names, repeated headers and notes stand inside the table and are passed over; else the first row without a key ends it.</summary>
    public bool PassesOver { get; init; }

    public KeyForm KeyForm { get; init; }

    /// <summary>Name and number stand in one cell: the key is its digits, the name what stands before them.</summary>
    public bool KeyIsInName { get; init; }

    /// <summary>Characters that the employer writes into keys and that are no part of them: spaces in a NIP.</summary>
    public string KeyWithout { get; init; } = "";

    /// <summary>Digits of a key whose leading zeros a spreadsheet took; 0 = keys are as written.</summary>
    public int KeyWidth { get; init; }

    /// <summary>An employee's key stands in the first of his or her rows only; so may name, national id and period (cells merged downwards).</summary>
    public bool KeyStandsOnce { get; init; }

    /// <summary>Columns of one code (principal and interest of one loan) are added up to one amount; else each is a line.</summary>
    public bool AddsSameCode { get; init; }

    /// <summary>What stands before or behind an amount: Rp, IDR, ",-".</summary>
    public IReadOnlyList<string> AmountMarks { get; init; } = [];

    /// <summary>Money withheld is written as a negative number.</summary>
    public bool IsNegative { get; init; }

    /// <summary>Rupiah per written unit: 1, or 1,000 in files "dalam ribuan".</summary>
    public int AmountUnitRupiah { get; init; } = 1;

    /// <summary>An employee's empty amount is 0; else it is a fault.</summary>
    public bool EmptyIsZero { get; init; }

    public HiddenRows HiddenRows { get; init; }

    /// <summary>The column of what was not withheld of the amount beside it, which is then what was billed; "" = the amount is what was withheld.</summary>
    public string ShortfallHeader { get; init; } = "";

    public StatusColumn? Status { get; init; }

    /// <summary>The file must show its own total below the last row.</summary>
    public bool NeedsTotal { get; init; }

    /// <summary>Codes of somebody else's deductions: their rows are none of ours.</summary>
    public IReadOnlySet<string> OtherCodes { get; init; } = new HashSet<string>();

    /// <summary>Columns that were there when the profile was made and are none of ours: what else holds amounts is new.</summary>
    public IReadOnlySet<string> OtherColumns { get; init; } = new HashSet<string>();

    /// <summary>The period stands above the table, in a record with this word; null = it does not.</summary>
    public string? PeriodTitle { get; init; }

    /// <summary>Columns of a text without delimiters.</summary>
    public IReadOnlyList<FixedColumn> Fixed { get; init; } = [];

    public TablePlace Place { get; init; } = TablePlace.Whole;
    public TableMeaning Meaning { get; init; }
}
