using System.Text;
using DeductionGateway.Access;
using DeductionGateway.Commands;
using DeductionGateway.Data;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Sealing;

/// <summary>What lies in the database after a run: no table shows whose national id or account number is whose, and files open for the key alone.</summary>
public sealed class SealedDataTests : IClassFixture<TestDatabase>, IDisposable
{
    private readonly TestDatabase _database;
    private readonly Scratch _scratch = new();

    public SealedDataTests(TestDatabase database)
    {
        _database = database;
        // The same for each test: what is stored stays, and the folder again adds nothing.
        var run = Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), _scratch["out"], database);
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void No_table_shows_a_national_id()
    {
        var ids = File.ReadLines(GoldenFolder.PathOf(GoldenFolder.Base, "members.csv")).Skip(1).Select(static line => line.Split(',')[2]).Where(static id => id.Length == 16).ToArray();
        ids.Length.ShouldBeGreaterThan(3);
        Showing(ids).ShouldBeEmpty();
    }

    /// <summary>The search must find what is there, or the one above proves nothing.</summary>
    [Fact]
    public void The_search_finds_what_is_in_clear() => Showing(["Siti Aminah"]).ShouldContain("member");

    [Fact]
    public void Without_the_master_key_or_with_another_nothing_opens()
    {
        var (cooperative, keyNo, bytes) = _database.AsSuperuser<(long, int, byte[])>("select cooperative_id, key_no, bytes from source_chunk limit 1;")[0];
        keyNo.ShouldBeGreaterThan(0);
        foreach (var master in (MasterKey?[])[null, MasterKey.ReadOrMake(_scratch["other.key"])])
        {
            using var other = new Database(_database.ConnectionString, master: master);
            Should.Throw<MasterKeyException>(() => other.Transact(tx =>
            {
                tx.ActFor(cooperative);
                return (false, tx.Seal.Open(keyNo, bytes));
            }));
        }
    }

    [Fact]
    public async Task What_an_older_key_sealed_opens_after_a_rotation_and_new_things_are_sealed_by_the_new_one()
    {
        var cooperative = _database.AsSuperuser<long>("select cooperative_id from cooperative where code <> 'young';")[0];
        var before = InTransaction(cooperative, static tx => (tx.Seal.KeyNo, Kept: tx.Seal.Seal("x"u8), Hash: tx.Seal.Hash("x"u8)));
        (await new Accounts(_database.Database, MasterKey.Read(_database.MasterKeyFile), TimeProvider.System).RotateDataKeys(TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);
        using var other = new Database(_database.ConnectionString, master: MasterKey.Read(_database.MasterKeyFile));
        other.Transact(tx =>
        {
            tx.ActFor(cooperative);
            tx.Seal.KeyNo.ShouldBe(before.KeyNo + 1);
            tx.Seal.Open(before.KeyNo, before.Kept).ShouldBe("x"u8.ToArray());
            tx.Seal.Hash("x"u8).ShouldBe(before.Hash);
            return (false, true);
        });
    }

    [Fact]
    public void A_key_that_is_rolled_back_is_forgotten()
    {
        var cooperative = _database.AsSuperuser<long>("insert into cooperative (code, name) values ('young', '') on conflict (code) do update set name = '' returning cooperative_id;")[0];
        byte[] Once() => _database.Database.Transact(tx =>
        {
            tx.ActFor(cooperative);
            return (false, tx.Seal.Seal("x"u8));
        });
        Once();
        Once();
        _database.AsSuperuser<long>("select count(*) from data_key where cooperative_id = @cooperative;", new { cooperative })[0].ShouldBe(0);
        var kept = InTransaction(cooperative, static tx => tx.Seal.Seal("x"u8));
        InTransaction(cooperative, tx => tx.Seal.Open(1, kept)).ShouldBe("x"u8.ToArray());
    }

    [Fact]
    public void A_member_is_found_by_the_hash_of_his_national_id()
    {
        var cooperative = _database.AsSuperuser<long>("select cooperative_id from cooperative where code <> 'young';")[0];
        InTransaction(cooperative, static tx => tx.Query<string>("select member_no from member where national_id_hash = @Hash;", new { Hash = tx.Seal.Hash("3273014506800001"u8) })).ShouldBe(["M1"]);
    }

    private T InTransaction<T>(long cooperative, Func<Tx, T> work) => _database.Database.Transact(tx =>
    {
        tx.ActFor(cooperative);
        return (true, work(tx));
    });

    /// <summary>Tables of which a row holds one of the texts, as text or as bytes.</summary>
    private List<string> Showing(string[] texts)
    {
        var like = texts.SelectMany(static text => new[] { $"%{text}%", $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))}%" }).ToArray();
        var tables = _database.AsSuperuser<string>("select format('%I', relname) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1;");
        return tables.FindAll(table => _database.AsSuperuser<bool>($"select exists (select 1 from {table} t where t::text like any (@like));", new { like })[0]);
    }
}
