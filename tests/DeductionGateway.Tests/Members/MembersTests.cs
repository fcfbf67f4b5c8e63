using System.Net;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Wire;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Members;

/// <summary>The register over the wire: masked, found by a national id that is kept nowhere, and revealed for a reason that stays.</summary>
public sealed class MembersTests(BusinessServer server) : IClassFixture<BusinessServer>, IDisposable
{
    private const string IdOfSiti = "3273014506800001";
    private const string Reason = "Siti asks for her own data, letter of today";
    private readonly Scratch _scratch = new();

    private Contract.V1.Members.MembersClient Members => new(server.Channel);
    private TestDatabase Database => server.Cooperatives.Database;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Pages_are_the_whole_register_masked()
    {
        var request = new ListMembersRequest { Page = new PageRequest { Size = 2 } };
        var all = new List<Member>();
        do
        {
            var page = await Members.ListMembersAsync(request, server.First);
            page.Members.Count.ShouldBeLessThanOrEqualTo(2);
            all.AddRange(page.Members);
            request.Page.Token = page.Page.NextToken;
        }
        while (request.Page.Token.Length > 0);
        all.Select(static one => one.MemberNo).ShouldBe(["M1", "M2", "M3", "M4", "M5"]);
        all[0].ShouldBe(new Member { MemberNo = "M1", Name = "Siti Aminah", Employer = "E1", EmployeeNo = "00101", NationalId = "327301******0001", FirstPeriod = "2026-02" });
        (await Members.GetMemberAsync(new GetMemberRequest { MemberNo = "M1" }, server.First)).ShouldBe(all[0]);
    }

    [Theory]
    [InlineData("E2", "", "", "M4 M5")]
    [InlineData("", "siti", "", "M1")]
    [InlineData("", "RINA w", "", "M3")]
    [InlineData("", "%", "", "")]
    [InlineData("", "", "M", "M1 M2 M3 M4 M5")]
    [InlineData("", "", "M2", "M2")]
    [InlineData("E1", "agus", "", "")]
    public async Task A_list_is_what_was_asked_for(string employer, string name, string number, string found) =>
        string.Join(' ', (await Members.ListMembersAsync(new ListMembersRequest { Employer = employer, NamePrefix = name, MemberNoPrefix = number }, server.First)).Members.Select(static one => one.MemberNo)).ShouldBe(found);

    [Fact]
    public async Task A_page_goes_on_only_in_its_own_list()
    {
        var first = await Members.ListMembersAsync(new ListMembersRequest { Page = new PageRequest { Size = 1 } }, server.First);
        await Refused(StatusCode.InvalidArgument, Members.ListMembersAsync(new ListMembersRequest { Employer = "E1", Page = new PageRequest { Token = first.Page.NextToken } }, server.First));
        await Refused(StatusCode.NotFound, Members.GetMemberAsync(new GetMemberRequest { MemberNo = "M99" }, server.First));
        await Refused(StatusCode.InvalidArgument, Members.GetMemberAsync(new GetMemberRequest(), server.First));
    }

    [Fact]
    public async Task Somebody_is_found_by_his_national_id_masked_and_written_down()
    {
        var officer = await As("finder", Role.Officer);
        var found = await Members.FindMembersAsync(new FindMembersRequest { NationalId = "3273 0145 0680 0001" }, officer);
        found.Members.Single().MemberNo.ShouldBe("M1");
        found.ToString().ShouldNotContain(IdOfSiti);
        (await Members.FindMembersAsync(new FindMembersRequest { NationalId = "3273014506800009" }, officer)).Members.ShouldBeEmpty();
        foreach (var wrong in (string[])["", "327301450680000", "32730145068000011", "327301450680000x"])
        {
            (await Refused(StatusCode.InvalidArgument, Members.FindMembersAsync(new FindMembersRequest { NationalId = wrong }, officer))).Status.Detail.ShouldBe("national_id has 16 digits.");
        }
        AuditOf("finder").ShouldBe(["member.find|M1|found", "member.find||nobody"]);
    }

    /// <summary>Kept before there was a master key: in clear, without a hash.</summary>
    [Fact]
    public async Task Who_was_kept_as_he_came_is_found_and_masked_too()
    {
        Database.AsSuperuser<int>("""
            insert into member (cooperative_id, member_id, member_no, name, national_id, employer, employee_no, account_no, first_period)
            select cooperative_id, 6, 'OLD', 'Lama', '3273010101010101', 'E1', '3273010101010101', '0352468013', 202601 from cooperative where code = 'second' on conflict do nothing;
            """);
        var old = (await Members.FindMembersAsync(new FindMembersRequest { NationalId = "3273010101010101" }, server.Second)).Members.Single();
        old.ShouldBe(new Member { MemberNo = "OLD", Name = "Lama", Employer = "E1", EmployeeNo = "327301******0101", NationalId = "327301******0101", AccountNo = "******8013", FirstPeriod = "2026-01" });
        var clear = await Members.RevealMemberAsync(new RevealMemberRequest { MemberNo = "OLD", Reason = Reason }, server.Second);
        clear.ShouldBe(new RevealedMember { MemberNo = "OLD", NationalId = "3273010101010101", AccountNo = "0352468013", EmployeeNo = "3273010101010101" });
        (await Members.FindMembersAsync(new FindMembersRequest { NationalId = "3273010101010101" }, server.First)).Members.ShouldBeEmpty("another cooperative's");
    }

    /// <summary>One is kept sealed, another as he came: both have the id.</summary>
    [Fact]
    public async Task Who_was_kept_as_he_came_is_found_beside_one_who_is_sealed()
    {
        Database.AsSuperuser<int>("""
            insert into member (cooperative_id, member_id, member_no, name, national_id, employer, employee_no, account_no, first_period)
            select cooperative_id, 7, 'TWIN', 'Kembar', '3273.0112-0379 0002', 'E1', '', '', 202601 from cooperative where code = 'second' on conflict do nothing;
            """);
        (await Members.FindMembersAsync(new FindMembersRequest { NationalId = "3273011203790002" }, server.Second)).Members.Select(static one => one.MemberNo).ShouldBe(["M2", "TWIN"]);
    }

    /// <summary>A register that separates the digits, and rows that were hashed as they were written.</summary>
    [Fact]
    public async Task Separators_in_the_register_or_in_the_question_hide_nobody()
    {
        const string written = "3273.0145.0680.0001";
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "dotted");
        var members = Path.Combine(folder, "members.csv");
        await File.WriteAllTextAsync(members, (await File.ReadAllTextAsync(members)).Replace(IdOfSiti, written, StringComparison.Ordinal));
        var run = Reconciling.Folder(folder, _scratch["out"], Database, "--cooperative", "dotted");
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        var officer = BusinessServer.Bearing((await server.NewUser("dots", "dotted", Role.Officer)).Access);
        async Task<List<string>> Found(string id) => [.. (await Members.FindMembersAsync(new FindMembersRequest { NationalId = id }, officer)).Members.Select(static one => one.MemberNo)];
        foreach (var id in (string[])[IdOfSiti, written, "3273 0145 0680 0001"]) (await Found(id)).ShouldBe(["M1"], id);
        var cooperative = Database.AsSuperuser<long>("select cooperative_id from cooperative where code = 'dotted';")[0];
        var old = Database.Database.Transact(tx =>
        {
            tx.ActFor(cooperative);
            return (false, tx.Seal.Hash(Encoding.UTF8.GetBytes(written)));
        });
        Database.AsSuperuser<int>("update member set national_id_hash = @old where cooperative_id = @cooperative and member_no = 'M1';", new { old, cooperative });
        (await Found(written)).ShouldBe(["M1"], "as it was written then");
    }

    [Fact]
    public async Task Who_found_nobody_two_hundred_times_in_a_day_finds_nobody_more()
    {
        var (officer, other) = (await As("guesser", Role.Officer), await As("other.guesser", Role.Officer));
        void Missed(int count, TimeSpan ago) => Database.AsSuperuser<int>("""
            insert into audit (cooperative_id, at, actor, action, object, outcome)
            select c.cooperative_id, @at, 'guesser', 'member.find', '', 'nobody' from cooperative c, generate_series(1, @count) where c.code = 'first';
            """, new { at = server.Clock.GetUtcNow() - ago, count });
        Missed(300, TimeSpan.FromHours(25));
        Missed(199, TimeSpan.FromHours(23));
        var known = new FindMembersRequest { NationalId = IdOfSiti };
        (await Members.FindMembersAsync(known, officer)).Members.Count.ShouldBe(1);
        (await Members.FindMembersAsync(known, officer)).Members.Count.ShouldBe(1, "who finds somebody is not counted");
        (await Members.FindMembersAsync(new FindMembersRequest { NationalId = "3273014506800009" }, officer)).Members.ShouldBeEmpty();
        (await Refused(StatusCode.ResourceExhausted, Members.FindMembersAsync(known, officer))).Status.Detail.ShouldContain("200 people within a day");
        (await Members.FindMembersAsync(known, other)).Members.Count.ShouldBe(1, "another's count");
    }

    [Theory]
    [InlineData("CoreSystem")]
    [InlineData("Board")]
    public async Task A_find_is_not_for_systems_nor_the_board(string role) =>
        await Refused(StatusCode.PermissionDenied, Members.FindMembersAsync(new FindMembersRequest { NationalId = IdOfSiti }, BusinessServer.Bearing(await server.TokenOf(Enum.Parse<Role>(role)))));

    [Theory]
    [InlineData("Manager", true)]
    [InlineData("Officer", true)]
    [InlineData("Supervisor", true)]
    [InlineData("Board", false)]
    [InlineData("PayrollOfficer", false)]
    [InlineData("EmployerSystem", false)]
    [InlineData("CoreSystem", false)]
    [InlineData("BankSystem", false)]
    public async Task A_reveal_is_given_to_three_roles_and_written_down_before_it_is_given(string name, bool isGiven)
    {
        var role = Enum.Parse<Role>(name);
        var who = BusinessServer.Bearing(await server.TokenOf(role));
        var call = Members.RevealMemberAsync(new RevealMemberRequest { MemberNo = "M1", Reason = Reason }, who);
        if (!isGiven)
        {
            await Refused(StatusCode.PermissionDenied, call);
            return;
        }
        (await call).NationalId.ShouldBe(IdOfSiti);
        AuditOf($"a.{role.ToString().ToLowerInvariant()}").Count(static line => line == $"member.reveal|M1|{Reason}").ShouldBe(1);
    }

    [Fact]
    public async Task A_reveal_needs_a_member_and_a_reason()
    {
        var officer = await As("reasons", Role.Officer);
        foreach (var reason in (string[])["", "too short", "         x         ", new string('x', 501)])
        {
            (await Refused(StatusCode.InvalidArgument, Members.RevealMemberAsync(new RevealMemberRequest { MemberNo = "M1", Reason = reason }, officer))).Status.Detail.ShouldBe("reason has 10 to 500 characters.");
        }
        await Refused(StatusCode.NotFound, Members.RevealMemberAsync(new RevealMemberRequest { MemberNo = "M99", Reason = Reason }, officer));
        await Refused(StatusCode.InvalidArgument, Members.RevealMemberAsync(new RevealMemberRequest { Reason = Reason }, officer));
        AuditOf("reasons").ShouldBeEmpty("nothing was given");
        await Members.RevealMemberAsync(new RevealMemberRequest { MemberNo = "M1", Reason = $"She says her id is {IdOfSiti}" }, officer);
        AuditOf("reasons").ShouldBe(["member.reveal|M1|She says her id is 327301******0001"]);
    }

    /// <summary>The audit refuses: then nothing is revealed.</summary>
    [Fact]
    public async Task What_cannot_be_written_down_is_not_given()
    {
        var officer = await As("unwritten", Role.Officer);
        Database.AsSuperuser<int>("""
            create or replace function refuse_unwritten() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
            create trigger refuse_unwritten before insert on audit for each row when (new.actor = 'unwritten') execute function refuse_unwritten();
            """);
        await Refused(StatusCode.Unavailable, Members.RevealMemberAsync(new RevealMemberRequest { MemberNo = "M1", Reason = Reason }, officer));
        await Refused(StatusCode.Unavailable, Members.FindMembersAsync(new FindMembersRequest { NationalId = IdOfSiti }, officer));
        Database.AsSuperuser<int>("drop trigger refuse_unwritten on audit;");
    }

    [Fact]
    public async Task Who_tries_all_ids_is_stopped_after_thirty_in_a_minute()
    {
        var officer = await As("tireless", Role.Officer);
        for (var i = 0; i < 30; i++) await Members.FindMembersAsync(new FindMembersRequest { NationalId = $"32730145068000{i:00}" }, officer);
        await Refused(StatusCode.ResourceExhausted, Members.FindMembersAsync(new FindMembersRequest { NationalId = IdOfSiti }, officer));
        await Refused(StatusCode.ResourceExhausted, Members.RevealMemberAsync(new RevealMemberRequest { MemberNo = "M1", Reason = Reason }, officer));
        AuditOf("tireless").Count.ShouldBe(30);
    }

    /// <summary>After finds and reveals by both wires no table holds an id: no kept answer, no key's fingerprint of a request, no line of the audit.</summary>
    [Fact]
    public async Task Nothing_of_a_reveal_stays_but_that_it_was()
    {
        var officer = await As("keyed", Role.Officer);
        officer.Add("idempotency-key", "one");
        await Members.RevealMemberAsync(new RevealMemberRequest { MemberNo = "M1", Reason = Reason }, officer);
        await Members.FindMembersAsync(new FindMembersRequest { NationalId = IdOfSiti }, officer);
        Database.AsSuperuser<long>("select count(*) from write_key where actor = 'keyed';").ShouldBe([0]);
        var like = new[] { $"%{IdOfSiti}%", $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(IdOfSiti))}%" };
        foreach (var table in Database.AsSuperuser<string>("select format('%I', relname) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r';"))
        {
            Database.AsSuperuser<bool>($"select exists (select 1 from {table} t where t::text like any (@like));", new { like })[0].ShouldBeFalse(table);
        }
    }

    [Fact]
    public async Task REST_finds_and_reveals_as_gRPC_does()
    {
        var officer = await As("rest", Role.Officer);
        async Task<(HttpStatusCode Status, string Text)> Post(string path, string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Http, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Authorization", officer.GetValue("authorization"));
            using var response = await server.Rest.SendAsync(request);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        var (status, found) = await Post("/v1/members:find", $$"""{"nationalId": "{{IdOfSiti}}"}""");
        status.ShouldBe(HttpStatusCode.OK, found);
        FindMembersResponse.Parser.ParseJson(found).ShouldBe(await Members.FindMembersAsync(new FindMembersRequest { NationalId = IdOfSiti }, officer));
        (status, var revealed) = await Post("/v1/members/M1:reveal", $$"""{"reason": "{{Reason}}"}""");
        status.ShouldBe(HttpStatusCode.OK, revealed);
        RevealedMember.Parser.ParseJson(revealed).ShouldBe(await Members.RevealMemberAsync(new RevealMemberRequest { MemberNo = "M1", Reason = Reason }, officer));
    }

    /// <summary>Two gateways with master keys of their own and one regulator's key: equal people have equal hashes, and those of another key have others.</summary>
    [Fact]
    public async Task A_regulator_can_compare_people_of_two_cooperatives()
    {
        var keys = new[] { NewKey("one.key"), NewKey("other.key") };
        (await Members.ListRegulatorHashesAsync(new ListRegulatorHashesRequest(), server.First)).Hashes.ShouldBeEmpty("no key was named yet");
        var run = Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), _scratch["out"], Database, "--cooperative", "first", "--regulator-key", keys[0]);
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        var hashes = new List<RegulatorHash>();
        var request = new ListRegulatorHashesRequest { Page = new PageRequest { Size = 2 } };
        do
        {
            var page = await Members.ListRegulatorHashesAsync(request, server.First);
            hashes.AddRange(page.Hashes);
            request.Page.Token = page.Page.NextToken;
        }
        while (request.Page.Token.Length > 0);
        hashes.Select(static one => one.MemberCount).ShouldBe([1, 1, 1, 1, 1]);
        hashes.Select(static one => one.Hash).ShouldContain(Convert.ToHexStringLower(HMACSHA256.HashData(await File.ReadAllBytesAsync(keys[0]), Encoding.ASCII.GetBytes(IdOfSiti))), "as anybody with the key computes it");
        using (var elsewhere = new TestDatabase(server.Cooperatives.Cluster))
        {
            Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), _scratch["out"], elsewhere, "--regulator-key", keys[0]).ExitCode.ShouldBe(ExitCode.Done);
            elsewhere.AsSuperuser<string>("select encode(hash, 'hex') from regulator_hash order by hash;").ShouldBe(hashes.Select(static one => one.Hash));
            Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), _scratch["out"], elsewhere, "--regulator-key", keys[1]).ExitCode.ShouldBe(ExitCode.Done);
            elsewhere.AsSuperuser<long>("select count(distinct hash) from regulator_hash;").ShouldBe([10]);
            elsewhere.RowCounts()["regulator_hash"].ShouldBe(10);
            Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), _scratch["out"], elsewhere, "--regulator-key", keys[1]).ExitCode.ShouldBe(ExitCode.Done);
            elsewhere.RowCounts()["regulator_hash"].ShouldBe(10, "each once");
        }
        (await Members.ListRegulatorHashesAsync(new ListRegulatorHashesRequest(), server.Second)).Hashes.ShouldBeEmpty("another cooperative's");
    }

    /// <summary>Who has no id that could be compared is looked at once; a run that stores nothing looks at nobody; separators make no other hash.</summary>
    [Fact]
    public async Task A_regulators_hashes_are_made_once_and_by_what_is_stored()
    {
        var key = NewKey("once.key");
        using var elsewhere = new TestDatabase(server.Cooperatives.Cluster);
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "odd");
        var members = Path.Combine(folder, "members.csv");
        await File.WriteAllTextAsync(members, (await File.ReadAllTextAsync(members)).Replace(IdOfSiti, "3273.0145.0680.0001", StringComparison.Ordinal).Replace("3273011203790002", "", StringComparison.Ordinal));
        Reconciling.Folder(folder, _scratch["out"], elsewhere).ExitCode.ShouldBe(ExitCode.Done);
        elsewhere.AsSuperuser<int>("""
            create function refuse_hashes() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
            create trigger refuse_hashes before insert on regulator_hash for each row execute function refuse_hashes();
            """);
        var dry = Reconciling.Folder(folder, _scratch["out"], elsewhere, "--regulator-key", key, "--dry-run");
        dry.ExitCode.ShouldBe(ExitCode.Done, dry.Error);
        elsewhere.AsSuperuser<int>("drop trigger refuse_hashes on regulator_hash;");
        Reconciling.Folder(folder, _scratch["out"], elsewhere, "--regulator-key", key).ExitCode.ShouldBe(ExitCode.Done);
        elsewhere.AsSuperuser<string>("select m.member_no from regulator_hash h join member m using (cooperative_id, member_id) where h.hash = ''::bytea;").ShouldBe(["M2"], "looked at, and not again");
        elsewhere.AsSuperuser<string>("select encode(h.hash, 'hex') from regulator_hash h join member m using (cooperative_id, member_id) where m.member_no = 'M1';")
            .ShouldBe([Convert.ToHexStringLower(HMACSHA256.HashData(await File.ReadAllBytesAsync(key), Encoding.ASCII.GetBytes(IdOfSiti)))]);
        var id = elsewhere.AsSuperuser<long>("select cooperative_id from cooperative;")[0];
        (await elsewhere.Database.Ask(new DeductionGateway.Data.WholeCooperative(id), static tx => new DeductionGateway.Members.MemberStore(tx).Hashes([], [], 10), CancellationToken.None))
            .Count.ShouldBe(4, "an empty one is none to compare");
    }

    [Fact]
    public async Task A_regulators_key_that_is_none_is_refused()
    {
        var cut = NewKey("short.key");
        await File.WriteAllBytesAsync(cut, new byte[31]);
        foreach (var (file, words) in ((string, string)[])[(cut, "holds 31 bytes"), (_scratch["none.key"], "cannot be read")])
        {
            var run = Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), _scratch["out"], Database, "--regulator-key", file);
            run.ExitCode.ShouldBe(ExitCode.WrongUsage);
            run.Error.ShouldContain("regulator's key");
            run.Error.ShouldContain(words);
        }
    }

    /// <summary>32 random bytes for this user alone, as a master key is made.</summary>
    private string NewKey(string name)
    {
        MasterKey.ReadOrMake(_scratch[name]);
        return _scratch[name];
    }

    private async Task<Metadata> As(string name, Role role) => BusinessServer.Bearing((await server.NewUser(name, "first", role)).Access);

    private List<string> AuditOf(string actor) =>
        Database.AsSuperuser<string>("select action || '|' || object || '|' || outcome from audit where actor = @actor and action like 'member.%' order by audit_no;", new { actor });

    private static async Task<RpcException> Refused<T>(StatusCode code, AsyncUnaryCall<T> call)
    {
        var refusal = await Should.ThrowAsync<RpcException>(async () => await call);
        refusal.StatusCode.ShouldBe(code, refusal.Status.Detail);
        return refusal;
    }
}
