using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DeductionGateway.Samples;

/// <summary>What is asked for: how many billing lines, which seed, and what kind of folder.</summary>
internal sealed record SampleOrder(int Lines, long Seed, string Out, int Year, int Month, int Employers, string Cooperative, bool Plain)
{
    public string Period => $"{Year:D4}-{Month:D2}";
}

/// <summary>Writes a whole period folder, one employer at a time; only one employer's rows are held in memory.</summary>
internal sealed class SampleFolder(SampleOrder order)
{
    private const string Account = "1370012345678";
    private static readonly JsonWriterOptions Json = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SeededRandom _random = new((ulong)order.Seed);
    private readonly Dictionary<string, long> _confirmed = NoAccounts();
    private readonly Dictionary<string, long> _unconfirmed = NoAccounts();
    private int _members;

    /// <summary>The classes and how many rows of each were planted.</summary>
    public SortedDictionary<string, int> Write()
    {
        Directory.CreateDirectory(order.Out);
        var hasOwnRules = !order.Plain && _random.Chance(500);
        var plans = EmployerPlans.Choose(_random, order.Employers, order.Lines, order.Plain);
        var fees = NoAccounts();
        var money = new SampleMoney(_random, order.Period, hasOwnRules, fees);
        using var truth = new TruthWriter(order.Out, _confirmed, _unconfirmed);
        WriteEmployers(plans, money, truth);
        AddNoise(money, fees);
        var entries = SampleBank.Number(money.Entries, _random);
        new SampleBank(order.Out, Account, order.Year, order.Month).Write(entries);
        truth.Dispose();
        foreach (var accounts in (ReadOnlySpan<Dictionary<string, long>>)[_confirmed, _unconfirmed])
        {
            foreach (var (account, amount) in fees) accounts[account] += amount;
            accounts["1-1020"] = entries.Sum(entry => entry.Amount);
        }
        if (hasOwnRules) WriteRules();
        if (!order.Plain) File.WriteAllText(In("codes.csv"), "code,name,kind\nSW,Simpanan wajib,savings\nSS,Simpanan sukarela,savings\nPU,Pinjaman uang,loan\nPB,Pinjaman barang,loan\nTK,Toko,shop\nAS,Asuransi,passthrough\nQB,Tabungan qurban,savings\n");
        WriteCooperative();
        WriteProfiles(plans);
        WriteManifest(plans, entries.Count, truth);
        return truth.Classes;
    }

    private static Dictionary<string, long> NoAccounts() => new(StringComparer.Ordinal)
    {
        ["1-1020"] = 0, ["1-1030"] = 0, ["1-1050"] = 0, ["2-1030"] = 0, ["2-1040"] = 0, ["2-1045"] = 0, ["5-1010"] = 0,
    };

    private void WriteEmployers(List<EmployerPlan> plans, SampleMoney money, TruthWriter truth)
    {
        using var employers = Open("employers.csv");
        using var members = Open("members.csv");
        using var expected = Open("expected.csv");
        var people = new SamplePeople(_random, order.Plain);
        var deck = new ScenarioDeck(_random, order.Plain, order.Lines / 2);
        employers.Write("employer,name,bank_mode,payroll_lines\n");
        members.Write("member_no,name,national_id,employer,employee_no,account_no,loan_pu,loan_pb,saving_sw,saving_ss,shop_tk\n");
        expected.Write("expected_id,period,employer,employee_no,member_no,name,national_id,code,amount,interest_due,principal_due,obligation,due_date,penalty_due\n");
        foreach (var plan in plans)
        {
            var answer = new EmployerScene(plan, people, deck, _random, order.Period).Invent();
            var rows = answer.InOrder(_random);
            money.Pay(answer);
            employers.Write($"{plan.Code},{plan.Name},{(plan.IsMember ? "member" : "lump")},{rows.Count}\n");
            foreach (var person in answer.Persons) WritePerson(members, expected, plan, person);
            if (plan.File is not null) new SampleTable(plan, order.Year, order.Month, _random).Write(order.Out, rows);
            foreach (var one in answer.Answers) truth.Write(plan, one);
            _members += answer.Persons.Count;
        }
    }

    private void WritePerson(StreamWriter members, StreamWriter expected, EmployerPlan plan, SamplePerson person)
    {
        members.Write($"{person.MemberNo},{person.Name},{person.NationalId},{plan.Code},{person.EmployeeNo},{person.AccountNo},");
        members.Write($"{Balance(person, "PU", 6)},{Balance(person, "PB", 4)},{Balance(person, "SW", 30)},{Balance(person, "SS", 12)},{Balance(person, "TK", 1)}\n");
        foreach (var bill in person.Bills)
        {
            expected.Write($"{TruthWriter.ExpectedId(bill)},{order.Period},{plan.Code},{person.EmployeeNo},{person.MemberNo},{person.Name},{person.NationalId},{bill.Code},");
            expected.Write($"{bill.Amount},{bill.Interest},{bill.Principal},{bill.Obligation},{bill.DueDate},{bill.Penalty}\n");
        }
    }

    /// <summary>Enough months of what is billed, so that no loan or shop balance falls below zero.</summary>
    private static long Balance(SamplePerson person, string code, int months) =>
        months * person.Bills.Where(bill => bill.Code == code).Sum(bill => bill.IsLoan ? bill.Principal : bill.Amount);

    /// <summary>Entries that belong to no file: cash of somebody, the bank's own fees, one debit nobody explains.</summary>
    private void AddNoise(SampleMoney money, Dictionary<string, long> accounts)
    {
        var count = 2 + order.Lines / 5_000;
        for (var i = 0; i < count; i++)
        {
            var amount = 1_000 * _random.Between(50, 900);
            money.Entries.Add(new SampleEntry("noise", "", "", amount, SampleNames.Person(_random), "SETORAN TUNAI"));
            accounts["2-1040"] -= amount;
            var fee = _random.Below(2) == 0 ? 2_500 : 6_500;
            money.Entries.Add(new SampleEntry("fee", "", "", -fee, "", "BIAYA ADM"));
            accounts["5-1010"] += fee;
        }
        if (order.Plain) return;
        money.Entries.Add(new SampleEntry("debit", "", "", -175_000, "", "PENARIKAN TUNAI"));
        accounts["1-1050"] += 175_000;
    }

    /// <summary>Its bank's own remarks, and those of payments by virtual account and of direct debits, as banks' profiles write them: without these a cooperative that joins a bank would read none.</summary>
    private void WriteRules()
    {
        using var file = File.Create(In("bank_rules.json"));
        using var json = new Utf8JsonWriter(file, Json);
        json.WriteStartArray();
        foreach (var (kind, pattern) in (ReadOnlySpan<(string, string)>)[
            ("lump", @"TRF POT GAJI (?<employer>E\d+) BLN (?<period>\d{6})"), ("member", @"GAJI/(?<employer>[^/ ]+)/(?<employee_no>[^/ ]+)/(?<period>\d{6})"),
            ("autodebit", @"DEBET REK (?<member_no>M\d+)-(?<code>[A-Z]+)-(?<period>\d{6})"), ("fee", "BIAYA ADM|BIAYA TRF"),
            ("lump", @"POTONGAN KOPERASI (?<period>\d{6}) (?<employer>\S+)"), ("autodebit", @"AUTODEBET (?<member_no>\S+) (?<code>\S+) (?<period>\d{6})")])
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteString("pattern", pattern);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteCooperative()
    {
        using var file = File.Create(In("cooperative.json"));
        using var json = new Utf8JsonWriter(file, Json);
        json.WriteStartObject();
        json.WriteString("code", order.Cooperative);
        json.WriteString("name", "Koperasi Karyawan Contoh " + order.Seed);
        json.WriteStartArray("accounts");
        json.WriteStringValue(Account);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteProfiles(List<EmployerPlan> plans)
    {
        using var file = File.Create(In("profiles.json"));
        using var json = new Utf8JsonWriter(file, Json);
        json.WriteStartObject();
        foreach (var plan in plans) SampleProfile.Write(json, plan);
        json.WriteEndObject();
    }

    private void WriteManifest(List<EmployerPlan> plans, int postings, TruthWriter truth)
    {
        var names = Directory.GetFiles(order.Out).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        using var file = File.Create(In("manifest.json"));
        using var json = new Utf8JsonWriter(file, Json);
        json.WriteStartObject();
        json.WriteString("generator", "deduction-gateway generate");
        json.WriteNumber("seed", order.Seed);
        json.WriteNumber("lines", order.Lines);
        json.WriteString("period", order.Period);
        json.WriteNumber("members", _members);
        json.WriteNumber("bank_postings", postings);
        Numbers(json, "classes", truth.Classes.Select(one => (one.Key, (long)one.Value)));
        Numbers(json, "injected", truth.Injected.Select(one => (one.Key, (long)one.Value)));
        json.WriteStartObject("employers");
        foreach (var plan in plans)
        {
            json.WriteStartObject(plan.Code);
            json.WriteString("shape", plan.Shape);
            json.WriteString("key", plan.Key);
            json.WriteString("mode", plan.IsMember ? "member" : "lump");
            json.WriteString("case", plan.Money.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }
        json.WriteEndObject();
        Numbers(json, "accounts", _confirmed.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value)));
        Numbers(json, "accounts_unconfirmed", _unconfirmed.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value)));
        json.WriteStartObject("files");
        foreach (var name in names)
        {
            using var stream = File.OpenRead(In(name));
            json.WriteStartObject(name);
            json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(stream)));
            json.WriteNumber("bytes", stream.Length);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<(string Name, long Value)> numbers)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in numbers) json.WriteNumber(key, value);
        json.WriteEndObject();
    }

    private string In(string name) => Path.Combine(order.Out, name);

    private StreamWriter Open(string name) => new(In(name), false, new UTF8Encoding(false), 1 << 16);
}
