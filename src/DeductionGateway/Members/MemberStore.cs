using System.Text;
using DeductionGateway.Data;

namespace DeductionGateway.Members;

/// <summary>A member's numbers as they are kept: sealed together, or as they came where KeyNo is 0.</summary>
internal sealed record KeptNumbers(long MemberId, string NationalId, string AccountNo, int KeyNo, byte[]? Personal)
{
    public OpenNumbers Open(CooperativeSeal seal)
    {
        if (Personal is null) return new OpenNumbers(Encoding.UTF8.GetBytes(NationalId), Encoding.UTF8.GetBytes(AccountNo));
        var plain = seal.Open(KeyNo, Personal);
        var zero = Array.IndexOf(plain, (byte)0);
        return new OpenNumbers(plain[..zero], plain[(zero + 1)..]);
    }
}

/// <summary>In clear, UTF-8.</summary>
internal readonly record struct OpenNumbers(byte[] NationalId, byte[] AccountNo);

/// <summary>FirstPeriod: yyyymm.</summary>
internal sealed record MemberRow(
    long MemberId, string MemberNo, string Name, string Employer, string EmployeeNo, int FirstPeriod, string NationalId, string AccountNo, int KeyNo, byte[]? Personal)
{
    public KeptNumbers Numbers => new(MemberId, NationalId, AccountNo, KeyNo, Personal);
}

/// <summary>Which members: empty is all. The prefixes are as typed.</summary>
internal readonly record struct MemberFilter(string Employer, string NamePrefix, string MemberNoPrefix);

internal sealed record HashRow(byte[] KeyId, byte[] Hash, long MemberCount);

/// <summary>Reads the register of members of one cooperative; row-level security bounds every statement to it.</summary>
internal sealed class MemberStore(Tx tx)
{
    public Task<List<MemberRow>> List(MemberFilter filter, long after, int rows) =>
        tx.QueryAsync<MemberRow>(Sql.List, new { filter.Employer, filter.NamePrefix, filter.MemberNoPrefix, After = after, Rows = rows });

    public Task<MemberRow?> Find(string memberNo) => tx.FindAsync<MemberRow>(Sql.Find, new { MemberNo = memberNo });

    /// <summary>By the keyed hash, and beside it among those that were kept as they came.</summary>
    /// <param name="digits">Its 16 digits.</param>
    /// <param name="typed">As it was asked for: files kept before ids were compared by their digits have the hash of what stood in them.</param>
    public Task<List<MemberRow>> WithNationalId(string digits, string typed, int rows)
    {
        var hashes = ((string[])[digits, typed]).Distinct().Select(id => tx.Seal.HashOfKnown(Encoding.UTF8.GetBytes(id))).ToArray();
        return tx.QueryAsync<MemberRow>(Sql.WithNationalId, new { Hashes = hashes, Digits = digits, Rows = rows });
    }

    /// <summary>Finds by the caller since then that found nobody. Others of his wait until this transaction ends: none is counted twice, or not at all.</summary>
    public async Task<long> FindsOfNobody(long cooperative, string actor, DateTimeOffset since)
    {
        await tx.ExecuteAsync(Sql.LockFinds, new { Cooperative = cooperative, Actor = actor });
        return await tx.FindAsync<long>(Sql.FindsOfNobody, new { Actor = actor, Since = since });
    }

    /// <summary>Members who were not looked at under a regulator's key.</summary>
    public List<KeptNumbers> WithoutHash(byte[] keyId, long after, int rows) => tx.Query<KeptNumbers>(Sql.WithoutHash, new { KeyId = keyId, After = after, Rows = rows });

    /// <summary>An empty hash: he has no national id that could be compared.</summary>
    public void AddHashes(byte[] keyId, long[] members, byte[][] hashes) => tx.Execute(Sql.AddHashes, new { KeyId = keyId, Members = members, Hashes = hashes });

    public Task<List<HashRow>> Hashes(byte[] afterKey, byte[] afterHash, int rows) => tx.QueryAsync<HashRow>(Sql.Hashes, new { AfterKey = afterKey, AfterHash = afterHash, Rows = rows });

    private static class Sql
    {
        private const string Columns = "member_id, member_no, name, employer, employee_no, first_period, national_id, account_no, key_no, personal";

        // A range of the primary key, until the page is full.
        public const string List = $"""
            select {Columns}
            from member
            where member_id > @After and (@Employer = '' or employer = @Employer) and starts_with(lower(name), lower(@NamePrefix)) and starts_with(member_no, @MemberNoPrefix)
            order by member_id
            limit @Rows;
            """;

        // Members of the cooperative are read once: no index leads from the number.
        public const string Find = $"select {Columns} from member where member_no = @MemberNo;";
        public const string WithNationalId = $"""
            select {Columns}
            from member
            where national_id_hash = any(@Hashes) or (key_no = 0 and translate(national_id, ' .-', '') = @Digits)
            order by member_id
            limit @Rows;
            """;

        public const string LockFinds = "select pg_advisory_xact_lock(hashtextextended('member.find ' || @Cooperative || ' ' || @Actor, 0));";
        public const string FindsOfNobody = "select count(*) from audit where actor = @Actor and at > @Since and action = 'member.find' and outcome = 'nobody';";

        public const string WithoutHash = """
            select m.member_id, m.national_id, m.account_no, m.key_no, m.personal
            from member m
            where m.member_id > @After and not exists (
              select 1 from regulator_hash h where h.cooperative_id = m.cooperative_id and h.key_id = @KeyId and h.member_id = m.member_id)
            order by m.member_id
            limit @Rows;
            """;

        public const string AddHashes = """
            insert into regulator_hash (cooperative_id, key_id, member_id, hash)
            select m.cooperative_id, @KeyId, m.member_id, h.hash
            from unnest(@Members, @Hashes) as h (member_id, hash)
            join member m on m.member_id = h.member_id;
            """;

        // In the order of the index.
        public const string Hashes = """
            select key_id, hash, count(*) as member_count
            from regulator_hash
            where (key_id, hash) > (@AfterKey, @AfterHash) and hash <> ''::bytea
            group by key_id, hash
            order by key_id, hash
            limit @Rows;
            """;
    }
}
