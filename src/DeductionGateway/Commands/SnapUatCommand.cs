using System.Globalization;
using System.Text;
using DeductionGateway.Access;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Inbound;
using DeductionGateway.Banks.Register;
using DeductionGateway.Banks.Uat;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;
using DeductionGateway.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeductionGateway.Commands;

/// <summary><c>snap-uat</c>: a bank's functional test form, run at its test system, and the evidence that its integration team asks for.</summary>
internal static class SnapUatCommand
{
    public static readonly string HelpText = $"""
        snap-uat                         runs a bank's SNAP test form at its test system and writes the evidence

          snap-uat --cooperative <code> --partner <bank>
                                each case is one request, or two where one is repeated; exit 5 where one fails
          --form <file.json>    the bank's own form; else the one that is built in
          --services 11,14,…    of these services only; {string.Join(", ", UatBodies.Services.Select(static one => (int)one))}
          --move-money          runs services 17 and 18 too, with the account and amount of the form
          --inbound --since <yyyy-mm-ddThh:mm>
                                instead: what the bank called here since then (Jakarta), and was answered
          --out <dir>           where snap-uat-<bank>-<day>-<time>.json and .xlsx go (default: here)
          --language id|en      of the workbook (default id)
          snap-uat form         prints the form that is built in, to begin one's own from
          snap-uat check <file> reads a form and says what is wrong with it; no database is needed

          --actor <user>        who does this, also by DEDUCTION_ACTOR: an active officer or manager, asked for where
                                the cooperative has one; the audit keeps it
          --master-key <file>   32 random bytes, also by GATEWAY_MASTER_KEY_FILE; the embedded database makes its own
          --database <conn>     a given PostgreSQL instead of the embedded one
          --data <dir>          where the embedded one keeps its data
        """;

    public static int Run(string[] args, TextWriter output, CancellationToken stop)
    {
        var line = new CommandLine(args, ["--cooperative", "--partner", "--form", "--services", "--since", "--out", "--language", CommandActors.Option, MasterKeyFile.Option, "--database", "--data"], ["--move-money", "--inbound"]);
        try
        {
            switch (line.Words)
            {
                case ["form"]:
                    output.WriteLine(Encoding.UTF8.GetString(UatForm.BuiltIn()));
                    return ExitCode.Done;
                case ["check", var file]:
                    output.WriteLine($"{file} is a form of {InputFile.OfABank(file, static bytes => UatForm.Read(bytes)).Cases.Count} cases.");
                    return ExitCode.Done;
                case []:
                    return Test(line, output, stop).GetAwaiter().GetResult();
                default:
                    throw new UsageException("snap-uat takes options, or the words form, or check <file>.");
            }
        }
        catch (PartnerException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }

    private static async Task<int> Test(CommandLine line, TextWriter output, CancellationToken stop)
    {
        var (cooperative, name, language, since) = (Needed(line, "--cooperative"), Needed(line, "--partner"), Language(line), Since(line));
        var form = line.Option("--form") is { } file ? InputFile.OfABank(file, static bytes => UatForm.Read(bytes)) : UatForm.Read(UatForm.BuiltIn());
        var cases = Chosen(form, line.Option("--services"));
        var folder = EvidenceFiles.Prepare(line.Option("--out") ?? ".");
        using var gateway = GatewayDatabase.Open(MasterKeyFile.Needed(line));
        var person = new CommandActors(gateway.Database, TimeProvider.System, line.Option(CommandActors.Option)).Of(cooperative);
        using var partner = await Partners.Open(gateway.Database, gateway.Master!, cooperative, name, isCalled: since is null, stop);
        var began = TimeProvider.System.GetUtcNow();
        var results = since is { } moment ? await UatInbound.Since(gateway.Database, partner, moment, stop) : await Outbound(line.Has("--move-money"));
        var evidence = new Evidence(cooperative, name, since is null ? partner.BaseUrl : SnapServer.Prefix, since is null ? form.Name : "", began, TimeProvider.System.GetUtcNow(), results);
        var files = EvidenceFiles.Write(folder, evidence, language);
        await output.WriteLineAsync($"\n{Totals(evidence)}\n{string.Join('\n', files)}");
        return evidence.Count(UatVerdict.Failed) == 0 ? ExitCode.Done : ExitCode.InvariantBroke;

        // What moves money is in the audit before it is sent.
        async Task<IReadOnlyList<EvidenceCase>> Outbound(bool movesMoney)
        {
            CheckPlace(form, partner, movesMoney);
            await Write($"begun by form {form.Name}{(movesMoney ? $", with transfers of {form.Transfer!.Amount} each" : "")}");
            try
            {
                var done = await Run(partner, form, cases, movesMoney, output, stop);
                await Write($"done: {done.Count(static one => one.Verdict == UatVerdict.Passed)} passed, {done.Count(static one => one.Verdict == UatVerdict.Failed)} failed, {done.Count(static one => one.Verdict == UatVerdict.NotRun)} not run");
                return done;
            }
            catch (Exception trouble)
            {
                person?.Failed("bank.test", name, $"failed: {trouble.Message}");
                throw;
            }
        }

        Task Write(string outcome) => Partners.WriteTest(gateway.Database, partner, person?.Written ?? $"command:{Environment.UserName}", outcome, TimeProvider.System.GetUtcNow(), stop);
    }

    /// <summary>Prints each case as it ends.</summary>
    private static async Task<IReadOnlyList<EvidenceCase>> Run(Partner partner, UatForm form, IReadOnlyList<UatCase> cases, bool movesMoney, TextWriter output, CancellationToken stop)
    {
        using var pipelines = new PartnerPipelines(TimeProvider.System, NullLogger<PartnerPipelines>.Instance);
        using var wire = new SnapWire();
        var run = new UatRun(partner, form, wire, pipelines.Of(partner), TimeProvider.System);
        await output.WriteLineAsync($"{partner.Name} at {partner.BaseUrl}, form {form.Name}\n\n{Row("case", "what is tested", "expected", "got", "verdict", "ms")}");
        var results = new List<EvidenceCase>();
        foreach (var one in cases)
        {
            var result = EvidenceCase.Of(await run.Run(one, movesMoney, stop), run.Mask());
            var reason = UatWords.Of(result.Reason, UatLanguage.English);
            var took = result.Exchanges.Count == 0 ? "" : result.Milliseconds.ToString(CultureInfo.InvariantCulture);
            await output.WriteLineAsync(Row(one.Id, one.Title.En, string.Join('/', one.Expect), result.Got, UatWords.Of(result.Verdict, UatLanguage.English), took) + (reason.Length > 0 ? $"  {reason}" : ""));
            results.Add(result);
        }
        return results;
    }

    private static string Row(string id, string title, string expected, string got, string verdict, string took) => $"  {id,-7} {title,-48} {expected,-15} {got,-8} {verdict,-8} {took,5}".TrimEnd();

    private static string Totals(Evidence evidence) => evidence.Form.Length == 0
        ? $"{evidence.Cases.Count} calls of the bank"
        : $"{evidence.Count(UatVerdict.Passed)} passed, {evidence.Count(UatVerdict.Failed)} failed, {evidence.Count(UatVerdict.NotRun)} not run";

    /// <summary>A form that is written for one system is never run at another, and money moves only where a form says at which.</summary>
    private static void CheckPlace(UatForm form, Partner partner, bool movesMoney)
    {
        if (form.BaseUrl.Length > 0 && form.BaseUrl.TrimEnd('/') != partner.BaseUrl) throw new UsageException($"The form is for {form.BaseUrl}, and {partner.Name} is at {partner.BaseUrl}; nothing was sent.");
        if (!movesMoney) return;
        if (form.BaseUrl.Length == 0) throw new UsageException("--move-money wants a form that says by base_url for which system it is; nothing was sent.");
        if (form.Transfer is null) throw new UsageException("--move-money wants a form that says by transfer what is moved, and to which account; nothing was sent.");
    }

    private static IReadOnlyList<UatCase> Chosen(UatForm form, string? services)
    {
        if (services is null) return form.Cases;
        var chosen = services.Split(',').Select(static text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var service) && UatBodies.Services.Contains((SnapService)service)
            ? service : throw new UsageException($"--services are of {string.Join(", ", UatBodies.Services.Select(static one => (int)one))}, parted by commas; not '{text}'.")).ToHashSet();
        var cases = form.Cases.Where(one => chosen.Contains(one.Service)).ToList();
        return cases.Count > 0 ? cases : throw new UsageException($"The form {form.Name} has no case of service {services}.");
    }

    private static UatLanguage Language(CommandLine line) => line.Option("--language") switch
    {
        null or "id" => UatLanguage.Indonesian,
        "en" => UatLanguage.English,
        var other => throw new UsageException($"--language is id or en, not '{other}'."),
    };

    private static DateTimeOffset? Since(CommandLine line)
    {
        if (line.Has("--inbound") != line.Option("--since") is not null) throw new UsageException("--inbound and --since stand together.");
        if (line.Option("--since") is not { } text) return null;
        return DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? new DateTimeOffset(at, JakartaTime.Offset) : throw new UsageException($"--since is a time in Jakarta such as 2026-02-27T08:00, not '{text}'.");
    }

    private static string Needed(CommandLine line, string option) => line.Option(option) ?? throw new UsageException($"{option} is missing.");
}
