using System.Globalization;

namespace DeductionGateway.Core.Ledger;

/// <summary>A ledger account by its number: 2-1030 is held as 21030. Names and classes: <see cref="ChartOfAccounts"/>.</summary>
public readonly record struct Account(int Number) : IComparable<Account>
{
    public int CompareTo(Account other) => Number.CompareTo(other.Number);
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number / 10000}-{Number % 10000:0000}");

    public static bool operator <(Account left, Account right) => left.Number < right.Number;
    public static bool operator >(Account left, Account right) => left.Number > right.Number;
    public static bool operator <=(Account left, Account right) => left.Number <= right.Number;
    public static bool operator >=(Account left, Account right) => left.Number >= right.Number;
}
