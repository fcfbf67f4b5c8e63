namespace DeductionGateway.Tests.Architecture;

/// <summary>Who may use whom. The tables are the decision; the code follows them, or the table is changed with a reason.</summary>
public sealed class BorderTests
{
    /// <summary>
    /// Folders of Core. Intake knows Billing and Members because a period folder *is* billing, members and answers: what it reads are
    /// their facts. The ledger knows nothing of payroll, not even a deduction code: Settlement says in which account a code is kept.
    /// BankFiles reads with the tools of Intake (records, faults), and Intake makes its facts of what was read; of members and billing BankFiles knows nothing.
    /// Matching and Settlement know each other: a row of the answer (LineOutcome) is made by the one and completed by the other.
    /// </summary>
    private static readonly Dictionary<string, string[]> Core = new()
    {
        ["Basics"] = [],
        ["Members"] = ["Basics"],
        ["Mandates"] = ["Basics", "Members"],
        ["Loans"] = ["Basics", "Members"],
        ["Savings"] = ["Basics", "Members"],
        ["Billing"] = ["Basics", "Members", "Mandates", "Loans", "Savings"],
        ["Intake"] = ["Basics", "Members", "Billing", "BankFiles"],
        ["BankFiles"] = ["Basics", "Intake"],
        ["Ledger"] = ["Basics", "Members"],
        // A profile is learned from a file's cells with members and billing as evidence, in the words of Intake's own profiles; nothing is learned from
        // matching, or a wrong guess there would confirm itself here.
        ["Learning"] = ["Basics", "Members", "Billing", "Intake"],
        ["Matching"] = ["Basics", "Members", "Billing", "Intake", "Settlement"],
        ["Mismatches"] = ["Basics", "Members", "Billing", "Intake", "Matching"],
        // The wire language of Indonesian banks: signatures, codes, amounts. It knows nothing of what is done with them.
        ["Snap"] = ["Basics"],
        ["Settlement"] = ["Basics", "Members", "Billing", "Intake", "Matching", "Mismatches", "Ledger", "Loans", "Savings"],
        ["Statements"] = ["Basics", "Members", "Ledger", "Loans", "Savings"],
    };

    private static readonly Dictionary<string, string[]> PlantedRooms = new() { ["Ledger"] = [], ["Payroll"] = ["Ledger"] };

    [Fact]
    public void Rooms_of_Core_use_only_whom_the_table_names() =>
        CodeRules.Borders(House.Core.Mentions, House.CoreRoot, Core).ShouldHold("Who may use whom in Core is a table; this use is not in it.");

    [Fact]
    public void Rooms_of_Core_name_only_whom_the_table_names() =>
        TextRules.Borders(SourceTree.Product, House.CoreRoot, Core).ShouldHold("A constant or a using directive of another room is a use of it.");

    [Fact]
    public void The_service_keeps_its_foundations_below() =>
        CodeRules.Borders(
            House.Service.Mentions.Where(static mention => Foundations.ContainsKey(RoomOf(mention.FromNamespace))
                && !mention.ToNamespace.StartsWith(House.CoreRoot, StringComparison.Ordinal)),
            House.ServiceRoot, AllRooms(House.Service)).ShouldHold("Sealing, Data, Hosting, Intake, Access and Wire are used by capabilities and use none.");

    [Fact]
    public void Only_Data_calls_Dapper() =>
        CodeRules.OnlyFrom(House.Service.Mentions, House.ServiceRoot, "Dapper", "Data").ShouldHold("SQL goes through Tx: a statement outside it would run outside the transaction.");

    [Fact]
    public void Only_Data_and_Hosting_know_Npgsql() =>
        CodeRules.OnlyFrom(House.Service.Mentions, House.ServiceRoot, "Npgsql", "Data", "Hosting").Except(KnowNpgsql).ShouldHold("Capabilities know Tx, not the driver.");

    [Fact]
    public void A_store_is_used_only_in_its_own_capability() =>
        CodeRules.StoresStayAtHome(House.Service.Mentions, House.ServiceRoot).ShouldHold("A capability calls another through its front class, never its store.");

    [Fact]
    public void Nobody_but_the_program_uses_a_command() =>
        CodeRules.OnlyFrom(House.Service.Mentions, House.ServiceRoot, "DeductionGateway.Commands").ShouldHold("Commands are on top.");

    [Fact]
    public void Only_commands_put_the_whole_gateway_together_or_show_it()
    {
        CodeRules.OnlyFrom(House.Service.Mentions, House.ServiceRoot, "DeductionGateway.Demo", "Commands").ShouldHold("Demo shows the program by what everybody has of it; nothing rests on it.");
        CodeRules.OnlyFrom(House.Service.Mentions, House.ServiceRoot, "DeductionGateway.Composition", "Commands", "Demo").ShouldHold("Composition knows all capabilities; none may know it.");
    }

    [Fact]
    public void Product_code_waits_for_no_task_and_does_not_sleep() =>
        CodeRules.Blocking(House.Core.Mentions.Concat(House.Service.Mentions)).Except(MayBlock).ShouldHold("A blocked thread is a lost thread: await, or list the place with its reason.");

    [Fact]
    public void It_bites_on_a_use_the_table_does_not_name() =>
        CodeRules.Borders(House.Planted("Rooms"), $"{House.PlantedRoot}.Rooms", PlantedRooms).ShouldBe(
        [
            new Finding($"{House.PlantedRoot}.Rooms.Nowhere", "is not in the table of who may use whom"),
            new Finding($"{House.PlantedRoot}.Rooms.Ledger.Book::Post", $"{House.PlantedRoot}.Rooms.Payroll.Slip"),
        ], ignoreOrder: true);

    [Fact]
    public void It_bites_on_a_room_that_is_only_named() =>
        TextRules.Borders(
            [
                new SourceFile("src/DeductionGateway.Core/Ledger/A.cs", "using DeductionGateway.Core.Basics;\nusing DeductionGateway.Core.Matching;\nnamespace DeductionGateway.Core.Ledger;\n"),
                new SourceFile("src/DeductionGateway.Core/Members/B.cs", "// DeductionGateway.Core.Matching\nvar a = \"DeductionGateway.Core.Matching\";"),
            ], House.CoreRoot, Core).ShouldBe([new Finding("src/DeductionGateway.Core/Ledger/A.cs:2", "Ledger names Matching")]);

    [Fact]
    public void It_bites_on_Dapper_and_Npgsql_outside_Data()
    {
        CodeRules.OnlyFrom(House.Planted("Service"), $"{House.PlantedRoot}.Service", "Dapper", "Data")
            .Select(static finding => finding.Where).Distinct().ShouldBe([$"{House.PlantedRoot}.Service.Members.MemberStore::Count"]);
        CodeRules.OnlyFrom(House.Planted("Service"), $"{House.PlantedRoot}.Service", "Npgsql", "Data", "Hosting")
            .Select(static finding => finding.Where).Distinct().ShouldBe([$"{House.PlantedRoot}.Service.Members.MemberStore::Count"]);
    }

    [Fact]
    public void It_bites_on_a_store_used_next_door() =>
        CodeRules.StoresStayAtHome(House.Planted("Service"), $"{House.PlantedRoot}.Service").Select(static finding => finding.Where).Distinct()
            .ShouldBe([$"{House.PlantedRoot}.Service.Letters.Letter::Write"]);

    [Fact]
    public void It_bites_on_a_command_used_from_below() =>
        CodeRules.OnlyFrom(House.Planted("Service"), $"{House.PlantedRoot}.Service", $"{House.PlantedRoot}.Service.Commands").Select(static finding => finding.Where)
            .Distinct().ShouldBe([$"{House.PlantedRoot}.Service.Letters.Letter::Order"]);

    [Fact]
    public void It_bites_on_each_way_to_block_and_not_on_await() =>
        CodeRules.Blocking(House.Planted("Waiting")).ShouldBe(
        [
            new Finding($"{House.PlantedRoot}.Waiting.Impatient::Fetches", "System.Threading.Tasks.Task`1::get_Result"),
            new Finding($"{House.PlantedRoot}.Waiting.Impatient::Gets", "System.Runtime.CompilerServices.TaskAwaiter`1::GetResult"),
            new Finding($"{House.PlantedRoot}.Waiting.Impatient::Sleeps", "System.Threading.Thread::Sleep"),
            new Finding($"{House.PlantedRoot}.Waiting.Impatient::Waits", "System.Threading.Tasks.Task::Wait"),
        ], ignoreOrder: true);

    /// <summary>The lowest rooms of the service; the capabilities above them are free among each other, but for the stores. Contract is what the protos generate.</summary>
    private static readonly Dictionary<string, string[]> Foundations = new() { ["Sealing"] = [], ["Data"] = ["Sealing"], ["Hosting"] = ["Data", "Sealing"], ["Intake"] = [], ["Access"] = ["Data", "Sealing"], ["Wire"] = ["Data", "Contract", "Access"] };

    private static readonly Allowed[] KnowNpgsql = [];

    private static readonly Allowed[] MayBlock =
    [
        new("DeductionGateway.Hosting.EmbeddedPostgres", "polls the server it starts and stops; there is nothing else for this thread to do"),
        new("DeductionGateway.Commands.AccessCommand::Run", "commands are not asynchronous, and the thread of this one waits for a few statements"),
        new("DeductionGateway.Commands.BanksCommand::Run", "the same"),
        new("DeductionGateway.Commands.HolidaysCommand::Run", "the same"),
        new("DeductionGateway.Commands.MigrateCommand::Run", "the same"),
        new("DeductionGateway.Commands.SnapUatCommand::Run", "the same"),
        new("DeductionGateway.Commands.DemoCommand::ByWire", "the same, for a month by the wire"),
        new("DeductionGateway.Commands.ServeCommand::Run", "commands are not asynchronous, and the thread of this one has nothing to do but to wait for the server's end"),
        new("DeductionGateway.Data.Database::Transact", "a run's thread works without awaiting anything: its task is done when it is asked for"),
        new("DeductionGateway.Hosting.ServerProcess::Run", "both pipes of a finished process have been read; the task is done"),
    ];

    private static string RoomOf(string space) => space.StartsWith(House.ServiceRoot + ".", StringComparison.Ordinal) ? space[(House.ServiceRoot.Length + 1)..].Split('.')[0] : "";

    private static Dictionary<string, string[]> AllRooms(CompiledCode code)
    {
        var table = new Dictionary<string, string[]>(Foundations);
        foreach (var mention in code.Mentions) table.TryAdd(RoomOf(mention.FromNamespace), []);
        return table;
    }
}
