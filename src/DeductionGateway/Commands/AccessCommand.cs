using System.Security.Cryptography;
using DeductionGateway.Access;
using DeductionGateway.Hosting;

namespace DeductionGateway.Commands;

/// <summary><c>access</c>: who may come in. Secrets are printed once, when they are made.</summary>
internal static class AccessCommand
{
    public const string HelpText = """
        access                           accounts of people and systems, and the keys that sign their tokens

          access add-user <name> --cooperative <code> --role <role> [--employer <code>]
                                prints the password and the link for an authenticator app, once.
                                Roles: manager, officer, supervisor, board; payroll-officer with --employer
          access add-client <name> --cooperative <code> --role <role> [--employer <code>] [--public-key <pem>]
                                prints the secret, once; with a public key the system signs assertions instead.
                                Roles: core-system, bank-system; employer-system with --employer
          access renew <name> [--public-key <pem>]
                                new secrets for an account; the old ones, its lock and its sessions end
          access disable <name> from its next call on nobody comes in by it; renew lets it in again
          access list           all accounts, without secrets
          access rotate-keys [--at-once]
                                a new key signs tokens; with --at-once those of older keys end now
          access rotate-data-keys
                                each cooperative gets a new key that seals files and personal data from now on;
                                what older ones sealed they still open. Start serve anew after it

          --actor <user>        who does this, also by DEDUCTION_ACTOR: an active officer or manager, asked for where
                                the cooperative has one; the audit keeps it
          --master-key <file>   32 random bytes, also by GATEWAY_MASTER_KEY_FILE; the embedded database makes its own
          --database <conn>     a given PostgreSQL instead of the embedded one
          --data <dir>          where the embedded one keeps its data
        """;

    public static int Run(string[] args, TextWriter output, CancellationToken stop)
    {
        var line = new CommandLine(args, ["--cooperative", "--role", "--employer", "--public-key", CommandActors.Option, MasterKeyFile.Option, "--database", "--data"], ["--at-once"]);
        if (line.Words.Count == 0) throw new UsageException("access needs a word: add-user, add-client, renew, disable, list, rotate-keys or rotate-data-keys.");
        var order = Order(line);
        using var gateway = GatewayDatabase.Open(MasterKeyFile.Needed(line));
        Obey(line, order, gateway, output, stop).GetAwaiter().GetResult();
        return ExitCode.Done;
    }

    /// <summary>What is done is written with the change; what began and came to nothing is written here.</summary>
    private static async Task Obey(CommandLine line, Func<Accounts, TextWriter, CancellationToken, Task> order, GatewayDatabase gateway, TextWriter output, CancellationToken stop)
    {
        var person = await Person(line, gateway, stop);
        try
        {
            await order(new Accounts(gateway.Database, gateway.Master!, TimeProvider.System, person?.Written), output, stop);
        }
        catch (Exception trouble)
        {
            person?.Failed(line.Words[0], "", trouble switch
            {
                AccountException refused => $"refused: {refused.Message}",
                OperationCanceledException => "interrupted",
                _ => $"failed: {trouble.Message}",
            });
            throw;
        }
    }

    /// <summary>Who does this: of the cooperative that the account is or will be of, or of any where all are concerned.</summary>
    private static async Task<ActingPerson?> Person(CommandLine line, GatewayDatabase gateway, CancellationToken stop)
    {
        if (line.Words[0] == "list") return null;
        var actors = new CommandActors(gateway.Database, TimeProvider.System, line.Option(CommandActors.Option));
        if (line.Words.Count == 1) return actors.OfAny();
        var cooperative = IsNew(line.Words[0]) ? line.Option("--cooperative") : await new Accounts(gateway.Database, gateway.Master!, TimeProvider.System).CooperativeOf(line.Words[1], stop);
        return cooperative is null ? null : actors.Of(cooperative);
    }

    /// <summary>What is asked for, understood before a database is opened.</summary>
    private static Func<Accounts, TextWriter, CancellationToken, Task> Order(CommandLine line)
    {
        var (word, name) = (line.Words[0], line.Words.ElementAtOrDefault(1));
        var most = word is "list" or "rotate-keys" or "rotate-data-keys" ? 1 : 2;
        if (line.Words.Count > most) throw new UsageException($"'{line.Words[most]}' is one word too many.");
        if (most == 2 && name is null) throw new UsageException($"access {word} needs the name of the account.");
        if (!IsNew(word) && ((string[])["--cooperative", "--role", "--employer"]).FirstOrDefault(option => line.Option(option) is not null) is { } unused) throw new UsageException($"access {word} does not take {unused}.");
        return word switch
        {
            "add-user" => AddUser(name!, Needed(line, "--cooperative"), RoleOf(line), line.Option("--employer")),
            "add-client" => AddClient(name!, Needed(line, "--cooperative"), RoleOf(line), line.Option("--employer"), PublicKey(line)),
            "renew" => Renew(name!, PublicKey(line)),
            "disable" => async (accounts, output, stop) =>
            {
                await accounts.Disable(name!, stop);
                await output.WriteLineAsync($"{name} is disabled.");
            },
            "list" => List,
            "rotate-keys" => async (accounts, output, stop) =>
            {
                var id = await accounts.RotateKeys(line.Has("--at-once"), stop);
                await output.WriteLineAsync(line.Has("--at-once") ? $"Key {id} signs from now on; tokens of older keys are not good any more." : $"Key {id} signs from now on; tokens of the older one end by themselves within {AccessTokens.LifeSeconds / 60} minutes.");
            },
            "rotate-data-keys" => async (accounts, output, stop) => await output.WriteLineAsync($"{await accounts.RotateDataKeys(stop)} cooperatives seal with a new key from now on."),
            _ => throw new UsageException($"'{word}' is no word of access."),
        };
    }

    private static bool IsNew(string word) => word is "add-user" or "add-client";

    private static Func<Accounts, TextWriter, CancellationToken, Task> AddUser(string name, string cooperative, Role role, string? employer) => async (accounts, output, stop) =>
        await Write(output, name, await accounts.AddUser(name, cooperative, role, employer, stop));

    private static Func<Accounts, TextWriter, CancellationToken, Task> AddClient(string name, string cooperative, Role role, string? employer, byte[]? key) => async (accounts, output, stop) =>
        await Write(output, name, await accounts.AddClient(name, cooperative, role, employer, key, stop));

    private static Func<Accounts, TextWriter, CancellationToken, Task> Renew(string name, byte[]? key) => async (accounts, output, stop) =>
    {
        var (user, client) = await accounts.Renew(name, key, stop);
        await (user is null ? Write(output, name, client) : Write(output, name, user));
    };

    private static async Task Write(TextWriter output, string name, UserSecrets secrets)
    {
        await output.WriteLineAsync($"user      {name}\npassword  {secrets.Password}\ntotp      {secrets.OtpAuthUri}\nNeither is shown again.");
    }

    private static async Task Write(TextWriter output, string name, string? secret)
    {
        await output.WriteLineAsync(secret is null ? $"client  {name}\nIt proves itself by its key." : $"client  {name}\nsecret  {secret}\nIt is not shown again.");
    }

    private static async Task List(Accounts accounts, TextWriter output, CancellationToken stop)
    {
        var rows = await accounts.List(stop);
        if (rows.Count == 0) await output.WriteLineAsync("There is no account yet.");
        foreach (var row in rows)
        {
            await output.WriteLineAsync($"{row.Cooperative,-12} {row.Name,-24} {((Role)row.Role).Word(),-16} {row.Employer ?? "",-10} {row.Kind}{(row.IsDisabled ? ", disabled" : "")}");
        }
    }

    private static string Needed(CommandLine line, string option) => line.Option(option) ?? throw new UsageException($"{option} is missing.");

    private static Role RoleOf(CommandLine line)
    {
        var word = Needed(line, "--role");
        return Roles.Of(word) ?? throw new UsageException($"'{word}' is no role; these are: {string.Join(", ", Enum.GetValues<Role>().Select(static role => role.Word()))}.");
    }

    private static byte[]? PublicKey(CommandLine line)
    {
        if (line.Option("--public-key") is not { } file) return null;
        try
        {
            return ClientAssertions.KeyOfPem(File.ReadAllText(file));
        }
        catch (Exception trouble) when (trouble is CryptographicException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The public key {file} cannot be used: {trouble.Message}");
        }
    }
}
