using DeductionGateway.Data;

namespace DeductionGateway.Ledger;

/// <summary>
/// The bank account tied to its statements: over each unbroken row of statements, closing − opening = the entries they show. Overlapping
/// statements count once. Bank CSV files carry no balances and prove nothing.
/// </summary>
internal static class StatementProof
{
    public static IReadOnlyList<string> Violations(Tx tx)
    {
        var violations = new List<string>();
        foreach (var account in tx.Query<Statement>(Sql.Statements).GroupBy(static one => one.Account))
        {
            var chains = Chains([.. account]);
            foreach (var chain in chains)
            {
                var moved = chain[^1].Closing - chain[0].Opening;
                var shown = tx.Find<long>(Sql.Shown, new { Account = account.Key, Numbers = chain.Select(static one => one.StatementNo).ToArray() });
                if (moved != shown) violations.Add($"account {account.Key} from {chain[0].OpeningDate:yyyy-MM-dd} to {chain[^1].ClosingDate:yyyy-MM-dd}: balances moved {moved}, entries {shown}");
            }
        }
        return violations;
    }

    /// <summary>Statements that continue or overlap one another, by date. The last of a chain has its latest closing.</summary>
    private static List<List<Statement>> Chains(List<Statement> statements)
    {
        var chains = new List<List<Statement>>();
        foreach (var one in statements)
        {
            var last = chains.Count == 0 ? null : chains[^1][^1];
            if (last is null || (one.OpeningDate > last.ClosingDate && one.Opening != last.Closing)) chains.Add([one]);
            else if (one.ClosingDate > last.ClosingDate || one.Opening == last.Closing) chains[^1].Add(one);
            else chains[^1].Insert(chains[^1].Count - 1, one);
        }
        return chains;
    }

    private sealed record Statement(string Account, int StatementNo, DateOnly OpeningDate, long Opening, DateOnly ClosingDate, long Closing);

    private static class Sql
    {
        public const string Statements = """
            select account, statement_no, opening_date, opening, closing_date, closing
            from bank_statement
            order by account, opening_date, closing_date, statement_no;
            """;

        public const string Shown = """
            select coalesce(sum(amount), 0)::bigint
            from bank_entry
            where identity in (select identity from statement_entry where account = @Account and statement_no = any(@Numbers));
            """;
    }
}
