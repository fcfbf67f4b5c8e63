using System.Globalization;
using Dapper;
using DeductionGateway.Commands;
using DeductionGateway.Hosting;
using Npgsql;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// A ledger as text that two databases can be compared by: for each cooperative and account how many postings, their sums, and a digest of
/// the multiset of (member, debit, credit, reference); then the rows of the tables that tell whether anything was stored twice.
/// </summary>
internal static class LedgerPicture
{
    /// <summary>Opens the database under a data folder, proves its ledger, and takes the picture. The server is stopped after it.</summary>
    public static string Proved(string data)
    {
        using var gateway = GatewayDatabase.Open(new DatabaseOptions(null, data));
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        VerifyLedgerCommand.Write(gateway, output, CancellationToken.None).ShouldBeTrue(output.ToString());
        using var connection = gateway.Database.OpenAsOwner();
        return Of(connection);
    }

    /// <summary>One cooperative's, or all; the connection is the superuser's, whom row-level security does not bind.</summary>
    public static string Of(NpgsqlConnection connection, string? cooperative = null) =>
        string.Join('\n', connection.Query<string>(Sql.Postings, new { cooperative }).Concat(connection.Query<string>(Sql.Rows, new { cooperative })));

    private static class Sql
    {
        public const string Postings = """
            select format('%s %s: %s postings, debit %s, credit %s, %s', c.code, p.account, count(*), sum(p.debit), sum(p.credit),
              md5(string_agg(concat_ws('|', m.member_no, p.debit, p.credit, e.reference), ';' order by e.reference, m.member_no, p.debit, p.credit)))
            from posting p
            join cooperative c on c.cooperative_id = p.cooperative_id
            join journal_entry e on e.cooperative_id = p.cooperative_id and e.period = p.period and e.entry_id = p.entry_id
            left join member m on m.cooperative_id = p.cooperative_id and m.member_id = p.member_id
            where @cooperative::text is null or c.code = @cooperative
            group by c.code, p.account
            order by c.code, p.account;
            """;

        public const string Rows = """
            select format('%s %s rows of %s', c.code, count(*), r.name)
            from cooperative c
            join (
              select cooperative_id, 'run' as name from run
              union all select cooperative_id, 'unit' from unit
              union all select cooperative_id, 'line' from line
              union all select cooperative_id, 'billing_line' from billing_line
              union all select cooperative_id, 'journal_entry' from journal_entry
              union all select cooperative_id, 'posting' from posting
              union all select cooperative_id, 'account_total' from account_total
              union all select cooperative_id, 'bank_entry' from bank_entry
              union all select cooperative_id, 'bank_statement' from bank_statement
              union all select cooperative_id, 'source_chunk' from source_chunk
            ) r on r.cooperative_id = c.cooperative_id
            where @cooperative::text is null or c.code = @cooperative
            group by c.code, r.name
            order by c.code, r.name;
            """;
    }
}
