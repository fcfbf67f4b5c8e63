using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Periods;

/// <summary>A file that is to be taken without some of its lines, and what was said of that. Control total in whole rupiah; approved null: nobody has decided.</summary>
internal sealed record ReleaseRow(
    long ReleaseNo, int Period, string Employer, string Name, byte[] Sha256, long Length, long ControlRows, long ControlTotal, string Comment, string Proposer, bool? IsApproved, string? Checker, string? CheckerComment);

/// <summary>A line that is left out, with the first thing that is wrong with it.</summary>
internal sealed record ReleaseLine(int Record, int FileLine, string Code, string Text);

/// <summary>Releases; row-level security bounds every statement to one cooperative, and the database itself holds that two people do it.</summary>
internal sealed class ReleaseStore(Tx tx)
{
    public Task<long> Add(long cooperative, ReleaseRow release, DateTimeOffset at) => tx.FindAsync<long>(Sql.Add, new
    {
        Cooperative = cooperative, release.Period, release.Employer, release.Name, release.Sha256, release.Length, release.ControlRows, release.ControlTotal, release.Comment, release.Proposer, At = at,
    });

    public Task AddLines(long cooperative, long release, IReadOnlyList<ReleaseLine> lines) => tx.ExecuteAsync(Sql.AddLines, new
    {
        Cooperative = cooperative, Release = release, Records = lines.Select(static one => one.Record).ToArray(), FileLines = lines.Select(static one => one.FileLine).ToArray(),
        Codes = lines.Select(static one => one.Code).ToArray(), Texts = lines.Select(static one => one.Text).ToArray(),
    });

    public Task AddVerdict(long cooperative, long release, bool isApproved, string checker, string comment, DateTimeOffset at) =>
        tx.ExecuteAsync(Sql.AddVerdict, new { Cooperative = cooperative, Release = release, IsApproved = isApproved, Checker = checker, Comment = comment, At = at });

    public Task<ReleaseRow?> Find(long release) => tx.FindAsync<ReleaseRow>(Sql.Find, new { Release = release });

    public Task<List<ReleaseLine>> Lines(long release) => tx.QueryAsync<ReleaseLine>(Sql.Lines, new { Release = release });

    /// <param name="employer">Empty = all.</param>
    public Task<List<ReleaseRow>> List(PayPeriod period, string employer, long before, int rows) => tx.QueryAsync<ReleaseRow>(Sql.List, new { Period = period.Number, Employer = employer, Before = before, Rows = rows });

    /// <summary>Approved releases of a file, the latest first.</summary>
    public Task<List<ReleaseRow>> Approved(PayPeriod period, string employer, byte[] sha256) => tx.QueryAsync<ReleaseRow>(Sql.Approved, new { Period = period.Number, Employer = employer, Sha256 = sha256 });

    /// <summary>Whoever decides does so alone.</summary>
    public Task Lock(long cooperative) => tx.ExecuteAsync(Sql.Lock, new { Cooperative = cooperative });

    private static class Sql
    {
        // A few a month at most: read by their key, or by the period's index.
        private const string Columns = """
            select
              r.release_no, r.period, r.employer, r.name, r.sha256, r.length, r.control_rows, r.control_total, r.comment, r.proposer, v.is_approved, v.checker, v.comment as checker_comment
            from file_release r
            left join file_release_verdict v on v.cooperative_id = r.cooperative_id and v.release_no = r.release_no
            """;

        public const string Find = $"{Columns} where r.release_no = @Release;";

        public const string List = $"""
            {Columns}
            where r.period = @Period and (@Employer = '' or r.employer = @Employer) and r.release_no < @Before
            order by r.release_no desc
            limit @Rows;
            """;

        public const string Approved = $"""
            {Columns}
            where r.period = @Period and r.employer = @Employer and r.sha256 = @Sha256 and v.is_approved
            order by r.release_no desc;
            """;

        public const string Lines = "select record, file_line, code, text from file_release_line where release_no = @Release order by record;";

        public const string Add = """
            insert into file_release (cooperative_id, period, employer, name, sha256, length, control_rows, control_total, comment, proposer, at)
            values (@Cooperative, @Period, @Employer, @Name, @Sha256, @Length, @ControlRows, @ControlTotal, @Comment, @Proposer, @At)
            returning release_no;
            """;

        public const string AddLines = """
            insert into file_release_line (cooperative_id, release_no, record, file_line, code, text)
            select @Cooperative, @Release, record, file_line, code, text
            from unnest(@Records, @FileLines, @Codes, @Texts) as l (record, file_line, code, text);
            """;

        public const string AddVerdict = """
            insert into file_release_verdict (cooperative_id, release_no, is_approved, checker, comment, at)
            values (@Cooperative, @Release, @IsApproved, @Checker, @Comment, @At);
            """;

        public const string Lock = "select pg_advisory_xact_lock(hashtextextended('releases ' || @Cooperative, 0));";
    }
}
