using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>Records of a table, one after the other: the rows of a CSV file or of a sheet.</summary>
public abstract class RecordSource
{
    /// <summary>Moves to the next record that is not blank; false at the end.</summary>
    public abstract bool Read();

    /// <summary>The fields of the current record; valid until the next <see cref="Read"/>, their texts for good.</summary>
    public abstract ReadOnlySpan<Utf8Text> Fields { get; }

    /// <summary>How many records there are about, at most; 0 where that is not known before they are read.</summary>
    public virtual int Expected => 0;

    /// <summary>Fields of the current record.</summary>
    public virtual int Count => Fields.Length;

    /// <summary>One field of the current record; its text for good.</summary>
    public virtual Utf8Text Field(int index) => Fields[index];

    /// <summary>Physical line (or sheet row) of the current record, from 1.</summary>
    public abstract int Line { get; }

    /// <summary>Where the current record of a text begins and where what follows it does, bytes; its line end lies between. Nothing in a sheet.</summary>
    public virtual (int From, int To) Bytes => default;

    /// <summary>Where field <paramref name="index"/> stands: character position in a text file, column number in a sheet, from 1.</summary>
    public abstract int ColumnOf(int index);

    /// <summary>A sheet does not store the empty cells at a row's end, and may hold stray ones beside the table: a row's width says nothing.</summary>
    public virtual bool HasLooseEnds => false;

    /// <summary>The field holds a number as such (a sheet's numeric cell), not a text in the employer's style.</summary>
    public virtual bool IsNumber(int index) => false;

    /// <summary>The field is a number that the sheet shows as a date.</summary>
    public virtual bool IsDate(int index) => false;

    /// <summary>Days to be added to a day's number to count as most sheets do: 1,462 in a workbook whose days count from 1904; else 0.</summary>
    public virtual int DayShift => 0;

    /// <summary>The current record is one that the sheet does not show.</summary>
    public virtual bool IsHidden => false;

    /// <summary>Where the current record first has text that belongs to no field, a character position from 1; 0 = nowhere.</summary>
    public virtual int StrayAt => 0;
}
