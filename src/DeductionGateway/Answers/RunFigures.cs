using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers;

/// <summary>Rows of one class, with what was withheld and what was received for them in whole rupiah.</summary>
internal readonly record struct ClassFigures(LineClass Class, long Rows, long Reported, long Received);

/// <summary>What a run came to: what the terminal's table shows, whoever ran it. Amounts in whole rupiah.</summary>
/// <param name="Classes">Without classes that have no rows.</param>
/// <param name="All">Rows of all classes; its class says nothing.</param>
/// <param name="Applied">Where received money was applied: penalty, interest, principal, savings, shop, pass-through.</param>
/// <param name="Held">Of rows, by the account that holds it.</param>
/// <param name="HeldOnNoRow">Of bank entries that no row stands for.</param>
internal sealed record RunFigures(
    IReadOnlyList<ClassFigures> Classes, ClassFigures All, IReadOnlyList<(string Place, long Amount)> Applied, IReadOnlyList<(Account Account, long Amount)> Held, IReadOnlyList<(Account Account, long Amount)> HeldOnNoRow)
{
    public static RunFigures Of(RunTotals totals) => new(
        [.. Enum.GetValues<LineClass>().Where(totals.Classes.ContainsKey).Select(kind => Figures(kind, totals.Classes[kind]))],
        new ClassFigures(default, totals.Rows, totals.Reported, totals.Received),
        [("penalty", totals.Penalty), ("interest", totals.Interest), ("principal", totals.Principal), ("savings", totals.Savings), ("shop", totals.Shop), ("pass-through", totals.Passthrough)],
        [.. totals.Held.Select(static one => (one.Key, one.Value))], [.. EntryMoney.HeldOnNoRow(totals).Select(static one => (one.Key, one.Value))]);

    private static ClassFigures Figures(LineClass kind, (long Rows, long Reported, long Received) one) => new(kind, one.Rows, one.Reported, one.Received);
}
