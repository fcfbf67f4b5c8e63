using DeductionGateway.Access;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;
using DeductionGateway.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DeductionGateway.Commands;

/// <summary><c>banks</c>: the banks that call a cooperative, and that it calls (SNAP).</summary>
internal static class BanksCommand
{
    public static readonly string HelpText = $"""
        banks                            banks that a cooperative speaks SNAP with

          banks put <name> --cooperative <code> --file <bank.json> [--new-secret]
                                adds a bank, or changes what is known of it; prints once the secret under which
                                it signs its calls. Profiles built in: {string.Join(", ", PartnerProfile.BuiltIn)}
          banks disable <name> --cooperative <code>
                                nothing of it is taken any more, from its next call on; enable lets it in again
          banks list            all banks, without secrets
          banks balance <cooperative> <name>
                                asks the bank for the balance now, to see that the way to it is open
          banks check <file>    reads a bank's file, with the keys and secrets that it names, or a profile, and says
                                what is wrong with it, as put would; no database is needed. The name of a built-in
                                profile prints it, to begin one's own from

          --actor <user>        who does this, also by DEDUCTION_ACTOR: an active officer or manager, asked for where
                                the cooperative has one; the audit keeps it
          --master-key <file>   32 random bytes, also by GATEWAY_MASTER_KEY_FILE; the embedded database makes its own
          --database <conn>     a given PostgreSQL instead of the embedded one
          --data <dir>          where the embedded one keeps its data
        """;

    public static int Run(string[] args, TextWriter output, CancellationToken stop)
    {
        var line = new CommandLine(args, ["--cooperative", "--file", CommandActors.Option, MasterKeyFile.Option, "--database", "--data"], ["--new-secret"]);
        try
        {
            Obey(line, output, stop).GetAwaiter().GetResult();
            return ExitCode.Done;
        }
        catch (PartnerException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }

    private static async Task Obey(CommandLine line, TextWriter output, CancellationToken stop)
    {
        var (word, name) = (line.Words.ElementAtOrDefault(0), line.Words.ElementAtOrDefault(1));
        var most = word == "balance" ? 3 : 2;
        if (line.Words.Count > most) throw new UsageException($"'{line.Words[most]}' is one word too many.");
        switch (word)
        {
            case "check" when name is not null:
                Check(name, output);
                break;
            case "list" when name is null:
                using (var gateway = GatewayDatabase.Open(MasterKeyFile.Needed(line))) List(await Partners.List(gateway.Database, stop), output);
                break;
            case "put" when name is not null:
                var (path, cooperative) = (Needed(line, "--file"), Needed(line, "--cooperative"));
                await Change(line, cooperative, "bank.put", name, Put(name, cooperative, path, InputFile.OfABank(path, static bytes => PartnerFile.Read(bytes)), line.Has("--new-secret"), output, stop));
                break;
            case "balance" when line.Words.Count == most:
                await output.WriteLineAsync(await Balance(line, name!, line.Words[2], stop));
                break;
            case "disable" or "enable" when name is not null:
                var of = Needed(line, "--cooperative");
                await Change(line, of, $"bank.{word}", name, async partners =>
                {
                    await partners.SetDisabled(of, name, word == "disable", stop);
                    await output.WriteLineAsync($"{name} is {word}d.");
                });
                break;
            default:
                throw new UsageException("banks needs a word: put <name>, disable <name>, enable <name>, list, balance <cooperative> <name> or check <file>.");
        }
    }

    private static Func<Partners, Task> Put(string name, string cooperative, string path, PartnerFile file, bool newSecret, TextWriter output, CancellationToken stop) => async partners =>
    {
        string? secret;
        try
        {
            secret = await partners.Put(cooperative, name, file, FolderOf(path), newSecret, stop);
        }
        catch (ProfileException wrong)
        {
            throw InputFile.Refused(path, wrong);
        }
        await output.WriteLineAsync(secret is null ? $"bank  {name}\nIts secret is as it was." : $"bank    {name}\nsecret  {secret}\nThe bank signs its calls under it; it is not shown again.");
    };

    /// <summary>By service 11, with the tries that every question has.</summary>
    private static async Task<string> Balance(CommandLine line, string cooperative, string name, CancellationToken stop)
    {
        using var gateway = GatewayDatabase.Open(MasterKeyFile.Needed(line));
        using var partner = await Partners.Open(gateway.Database, gateway.Master!, cooperative, name, isCalled: true, stop);
        using var pipelines = new PartnerPipelines(TimeProvider.System, NullLogger<PartnerPipelines>.Instance);
        using var client = new SnapClient(pipelines, TimeProvider.System);
        var answer = await client.Call(partner, SnapService.BalanceInquiry, SnapBodies.Balance(partner, SnapReference.New(TimeProvider.System.GetUtcNow())), stop);
        if (SnapReadings.Balance(answer) is { } minor) return $"{name}  {PersonalNumbers.MaskedAccountNo(partner.Account)}  IDR {SnapMoney.Format(minor)} available";
        throw new BankTroubleException(answer.IsSent ? $"{name} gives no balance: {answer.Answer.CodeOf(answer.Service)} {answer.Answer.Message}." : $"{name} was not asked: {partner.BaseUrl} cannot be reached, or gives no token.");
    }

    private static async Task Change(CommandLine line, string cooperative, string action, string name, Func<Partners, Task> change)
    {
        using var gateway = GatewayDatabase.Open(MasterKeyFile.Needed(line));
        var person = new CommandActors(gateway.Database, TimeProvider.System, line.Option(CommandActors.Option)).Of(cooperative);
        try
        {
            await change(new Partners(gateway.Database, gateway.Master!, TimeProvider.System, person?.Written ?? $"command:{Environment.UserName}"));
        }
        catch (Exception trouble)
        {
            person?.Failed(action, name, trouble is FileRefusedException or PartnerException ? $"refused: {trouble.Message}" : $"failed: {trouble.Message}");
            throw;
        }
    }

    /// <summary>A file of a cooperative, or a profile alone.</summary>
    private static void Check(string path, TextWriter output)
    {
        if (PartnerProfile.BytesOf(path) is { } builtIn)
        {
            output.WriteLine(System.Text.Encoding.UTF8.GetString(builtIn));
            return;
        }
        output.WriteLine($"{path} is a {InputFile.OfABank(path, bytes => Kind(bytes, path))}.");
    }

    /// <exception cref="ProfileException">It is neither.</exception>
    private static string Kind(byte[] bytes, string path)
    {
        if (System.Text.Encoding.UTF8.GetString(bytes).Contains("\"base_url\"", StringComparison.Ordinal))
        {
            PartnerFiles.Of(PartnerFile.Read(bytes), FolderOf(path));
            return "bank's file";
        }
        PartnerProfile.Read(bytes);
        return "profile";
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static void List(List<PartnerListed> banks, TextWriter output)
    {
        if (banks.Count == 0) output.WriteLine("There is no bank yet.");
        foreach (var bank in banks) output.WriteLine($"{bank.Cooperative,-12} {bank.Name,-16} {bank.Account,-20} {bank.BaseUrl}{(bank.IsDisabled ? ", disabled" : "")}");
    }

    private static string Needed(CommandLine line, string option) => line.Option(option) ?? throw new UsageException($"{option} is missing.");
}
