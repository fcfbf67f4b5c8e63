namespace DeductionGateway.Samples;

/// <summary>A row of an employer's file: one cell with a code (lines), one per code (columns), or one without a code (total).</summary>
internal sealed record SampleRow(string Key, string Name, string NationalId, List<(string Code, long Amount)> Cells)
{
    public bool IsOtherPeriod { get; init; }

    /// <summary>Record number in the file, from 1.</summary>
    public int Line { get; set; }

    public long Sum() => Cells.Sum(cell => cell.Amount);
}

/// <summary>What the matching must answer for one row of lines.csv, known because the generator decided it.</summary>
internal sealed record SampleAnswer(string Class, string Injected, SamplePerson? Person, SampleBill? Bill, SampleRow? Row, string Code, long Reported)
{
    /// <summary>What of the reported money goes to the billing line, if received; the rest is held.</summary>
    public long Applied { get; init; }

    /// <summary>What earlier rows of the same billing line have filled.</summary>
    public long FilledBefore { get; init; }

    /// <summary>All billing lines at once: a proposal for a whole row of shape total.</summary>
    public IReadOnlyList<SampleBill>? Whole { get; init; }

    /// <summary>Who holds what is not applied.</summary>
    public string Held { get; init; } = "2-1030";
    public bool IsDerived { get; init; }

    /// <summary>Money of an autodebit for the same billing line.</summary>
    public long Autodebit { get; set; }

    /// <summary>The key whose member credit pays this row.</summary>
    public string PaidBy => Row?.Key ?? Person?.EmployeeNo ?? "";

    // Set when the money is known.
    public bool IsReceived { get; set; }
    public string MoneyClass { get; set; } = "";

    /// <summary>The class after precedence (CONTRACT §3): lack of money comes before double, short, over and matched.</summary>
    public string FinalClass => MoneyClass.Length > 0 && Class is "matched" or "short" or "over" or "double_deducted" ? MoneyClass : Class;
}
