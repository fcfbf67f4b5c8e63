using System.Data.Common;
using Dapper;
using DeductionGateway.Sealing;
using Npgsql;

namespace DeductionGateway.Data;

/// <summary>One PostgreSQL database. Its failures are handled here and nowhere else: a transaction that lost a race is tried again.</summary>
internal sealed class Database : IDisposable
{
    private const int MostTries = 5;

    /// <summary>Of a connection; the server holds each with its plan, some ten kilobytes.</summary>
    private const int PreparedStatements = 200;

    /// <summary>Connections of calls; those that find none wait.</summary>
    private const int MostCalls = 40;

    /// <summary>Connections of the scheduler's store.</summary>
    private const int MostOfScheduler = 6;

    /// <summary>How the one statement of <see cref="FindAsAccess"/> begins; it ends with <c>commit;</c>.</summary>
    public const string BeginAsAccess = "begin read only; set local role gateway_access; set local statement_timeout = '10s';";

    private const string Service = "gateway_service", Access = "gateway_access";

    private readonly NpgsqlDataSource _owner;
    private readonly NpgsqlDataSource _worker;
    private readonly NpgsqlDataSource _calls;
    private readonly DataKeys _keys;
    private readonly string _ownerLogin, _workerLogin;

    /// <param name="connectionString">The owner of the schema, or a login that is a member of gateway_service and gateway_loader.</param>
    /// <param name="worker">Another login for the work, where the first is the owner.</param>
    /// <param name="master">Opens the data keys; null = what is kept is kept as it is.</param>
    /// <param name="regulator">Hashes national ids for a regulator; null = none are made.</param>
    public Database(string connectionString, string? worker = null, MasterKey? master = null, RegulatorKey? regulator = null)
    {
        _keys = new DataKeys(master, regulator);
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new DateOnlyHandler());
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = "gateway" };
        builder.ConnectionStringBuilder.CommandTimeout = 0;
        builder.ConnectionStringBuilder.Timeout = 15;
        builder.ConnectionStringBuilder.WriteBufferSize = 1 << 16;
        _owner = builder.Build();
        _ownerLogin = builder.ConnectionStringBuilder.ConnectionString;
        if (worker is not null) builder.ConnectionStringBuilder.Username = worker;
        _workerLogin = builder.ConnectionStringBuilder.ConnectionString;
        _worker = worker is null ? _owner : builder.Build();
        // Calls say the same sentences again and again; a run's statements are few, and planned for what they find. What a call sets ends with its transaction:
        // nothing is left to be reset.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.MaxPoolSize = Math.Min(builder.ConnectionStringBuilder.MaxPoolSize, MostCalls);
        builder.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        _calls = builder.Build();
    }

    /// <summary>Runs the work in one transaction as the service and commits; the whole is tried again on a serialisation failure or a deadlock.</summary>
    /// <param name="work">Returns whether to commit, and the result. Nothing but the database is touched that a second try would spoil.</param>
    /// <param name="tries">1 for work that writes files as it goes and cannot be begun again.</param>
    /// <param name="stop">Ends the statement under way too, which may be long or wait for another's lock.</param>
    public T Transact<T>(Func<Tx, (bool Commit, T Result)> work, int tries = MostTries, CancellationToken stop = default) => TriedAgain(() =>
    {
        using var connection = _worker.OpenConnection();
        using var transaction = connection.BeginTransaction();
        using var tx = new Tx(connection, transaction, _keys, stop);
        var backend = connection.ProcessID;
        using var ending = stop.Register(() => EndStatement(backend));
        tx.Execute(Sql.BecomeService);
        var (commit, result) = work(tx);
        tx.Arrive();
        if (commit) transaction.Commit();
        else transaction.Rollback();
        return Task.FromResult(result);
    }, tries).GetAwaiter().GetResult();

    /// <summary>
    /// Answers a question of a request: as the service and bound to the caller's cooperative, or as gateway_employer and bound to the employer too, of one moment, without writing, and for 30 seconds at
    /// most. No thread waits for it, and <paramref name="stop"/> ends the statement under way.
    /// </summary>
    public Task<T> Ask<T>(ITenant tenant, Func<Tx, Task<T>> question, CancellationToken stop) => Ask(tenant.Employer is null ? Service : "gateway_employer", tenant, question, stop);

    /// <summary>As <see cref="Ask"/>, for nobody: no row that belongs to a cooperative is seen.</summary>
    public Task<T> AskOfNone<T>(Func<Tx, Task<T>> question, CancellationToken stop) => Ask(Service, null, question, stop);

    /// <summary>Reads and writes accounts, keys and the audit, which are needed before a cooperative is known, and commits; tried again as <see cref="Transact"/> is.</summary>
    public Task<T> AsAccess<T>(Func<Tx, Task<T>> work, CancellationToken stop) => Change(Access, "10s", null, work, stop);

    /// <summary>
    /// As <see cref="AsAccess"/> for one question of one row, in one message to the server and back: every call asks who its caller is. A connection on which it
    /// fails half-way is rolled back when it goes back to its pool.
    /// </summary>
    /// <param name="sql">The whole transaction, from <see cref="BeginAsAccess"/> to the commit.</param>
    public async Task<T?> FindAsAccess<T>(string sql, object arguments, CancellationToken stop)
    {
        await using var connection = await _calls.OpenConnectionAsync(stop);
        return await connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, arguments, commandTimeout: 0, cancellationToken: stop));
    }

    /// <summary>
    /// Does the change of a request: as the service and bound to a cooperative, and commits; tried again as <see cref="Transact"/> is. No thread waits for it.
    /// What an employer may change its capability says: he reads and writes no table himself.
    /// </summary>
    public Task<T> Write<T>(long cooperativeId, Func<Tx, Task<T>> work, CancellationToken stop) => Change(Service, "5min", new WholeCooperative(cooperativeId), work, stop);

    /// <summary>As <see cref="Write"/>, and nothing of it stays: what a change would come to.</summary>
    public Task<T> Rehearse<T>(long cooperativeId, Func<Tx, Task<T>> work, CancellationToken stop) => Change(Service, "5min", new WholeCooperative(cooperativeId), work, stop, isKept: false);

    private async Task<T> Ask<T>(string role, ITenant? tenant, Func<Tx, Task<T>> question, CancellationToken stop)
    {
        await using var connection = await _calls.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, stop);
        using var tx = new Tx(connection, transaction, _keys, stop);
        await tx.Become(role, "30s", isReadOnly: true, tenant);
        var answer = await question(tx);
        await transaction.CommitAsync(stop);
        return answer;
    }

    private Task<T> Change<T>(string role, string timeLimit, ITenant? tenant, Func<Tx, Task<T>> work, CancellationToken stop, bool isKept = true) => TriedAgain(async () =>
    {
        await using var connection = await _calls.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        using var tx = new Tx(connection, transaction, _keys, stop);
        await tx.Become(role, timeLimit, isReadOnly: false, tenant);
        var result = await work(tx);
        if (isKept) await transaction.CommitAsync(stop);
        else await transaction.RollbackAsync(stop);
        return result;
    }, MostTries);

    /// <summary>The server gave it up for another's sake, by a deadlock or a serialisation failure: begun again it may win.</summary>
    public static bool IsLostRace(Exception trouble) => trouble is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>What lost a race is begun again, here and nowhere else.</summary>
    private static async Task<T> TriedAgain<T>(Func<Task<T>> attempt, int tries)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                return await attempt();
            }
            catch (PostgresException lost) when (IsLostRace(lost) && number < tries)
            {
            }
        }
    }

    /// <summary>A connection as the owner: migrations and proofs over all cooperatives.</summary>
    public NpgsqlConnection OpenAsOwner() => _owner.OpenConnection();

    /// <summary>Connections for the scheduler's store, whose statements are its own; the caller disposes of them.</summary>
    /// <param name="asOwner">To make its tables. Otherwise as gateway_scheduler, which reaches these and nothing of ours.</param>
    public DbDataSource ForScheduler(bool asOwner)
    {
        var builder = new NpgsqlDataSourceBuilder(asOwner ? _ownerLogin : _workerLogin) { Name = "schedule" };
        builder.ConnectionStringBuilder.MaxPoolSize = MostOfScheduler;
        if (!asOwner) builder.ConnectionStringBuilder.Options = $"{builder.ConnectionStringBuilder.Options} -c role=gateway_scheduler".Trim();
        return builder.Build();
    }

    /// <summary>Asks the server to give up what a connection of ours is at; where the server is gone, so is the statement.</summary>
    private void EndStatement(int backend)
    {
        try
        {
            using var connection = _worker.OpenConnection();
            connection.Execute("select pg_cancel_backend(@backend);", new { backend });
        }
        catch (NpgsqlException)
        {
            // The work itself meets the same trouble and says so.
        }
    }

    public void Dispose()
    {
        _calls.Dispose();
        _worker.Dispose();
        _owner.Dispose();
    }

    private static class Sql
    {
        public const string BecomeService = "set local role gateway_service;";
    }

    private sealed class DateOnlyHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(System.Data.IDbDataParameter parameter, DateOnly value) => parameter.Value = value;
        public override DateOnly Parse(object value) => value is DateOnly date ? date : DateOnly.FromDateTime((DateTime)value);
    }
}
