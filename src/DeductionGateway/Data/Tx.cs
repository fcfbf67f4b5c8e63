using System.Data.Common;
using Dapper;
using Npgsql;

namespace DeductionGateway.Data;

/// <summary>
/// An open transaction, as the service's role and bound to one cooperative by row-level security. The only caller of Dapper: every
/// statement carries the transaction, so none can run outside it.
/// </summary>
internal sealed class Tx(NpgsqlConnection connection, NpgsqlTransaction transaction, DataKeys keys, CancellationToken stop = default) : IDisposable
{
    private readonly CopyLane _lane = new(connection);
    private CooperativeSeal? _seal;
    private long _cooperative;

    /// <summary>Seals and opens for the cooperative that the transaction acts for.</summary>
    public CooperativeSeal Seal => _seal ??= new CooperativeSeal(this, keys, _cooperative);

    public List<T> Query<T>(string sql, object? arguments = null) => Free().Query<T>(sql, arguments, transaction, commandTimeout: 0).AsList();

    public T? Find<T>(string sql, object? arguments = null) => Free().QueryFirstOrDefault<T>(sql, arguments, transaction, commandTimeout: 0);

    public int Execute(string sql, object? arguments = null) => Free().Execute(sql, arguments, transaction, commandTimeout: 0);

    public async Task<List<T>> QueryAsync<T>(string sql, object? arguments = null) => (await Free().QueryAsync<T>(Command(sql, arguments))).AsList();

    public Task<T?> FindAsync<T>(string sql, object? arguments = null) => Free().QueryFirstOrDefaultAsync<T>(Command(sql, arguments));

    public Task ExecuteAsync(string sql, object? arguments = null) => Free().ExecuteAsync(Command(sql, arguments));

    /// <summary>Row-level security shows and takes only this cooperative's rows from here on.</summary>
    public void ActFor(long cooperativeId)
    {
        Become(cooperativeId);
        Execute("select set_config('gateway.cooperative_id', @Id, true);", new { Id = cooperativeId.ToString(System.Globalization.CultureInfo.InvariantCulture) });
    }

    /// <summary>The transaction's first statement: what it may do, for how long, and whose rows it sees; all of it ends with it.</summary>
    /// <param name="role">Of the database.</param>
    /// <param name="timeLimit">Of each statement, as PostgreSQL writes it.</param>
    /// <param name="isReadOnly">It cannot write.</param>
    /// <param name="tenant">Null: no row that belongs to a cooperative is seen.</param>
    public Task Become(string role, string timeLimit, bool isReadOnly, ITenant? tenant)
    {
        if (tenant is not null) Become(tenant.CooperativeId);
        return ExecuteAsync(
            """
            select
              set_config('role', @Role, true), set_config('statement_timeout', @TimeLimit, true), set_config('transaction_read_only', @ReadOnly, true),
              set_config('gateway.cooperative_id', @Id, true), set_config('gateway.employer', @Employer, true);
            """,
            new
            {
                Role = role, TimeLimit = timeLimit, ReadOnly = isReadOnly ? "on" : "off",
                Id = tenant?.CooperativeId.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", Employer = tenant?.Employer ?? "",
            });
    }

    /// <summary>Takes the buffer's rows and sends them by COPY in the background; the next statement waits until they have arrived.</summary>
    public void Copy(string copy, CopyBuffer rows)
    {
        if (!rows.IsEmpty) _lane.Send(copy, rows.Take());
    }

    /// <summary>Everything sent has arrived; a failure on the way is thrown here.</summary>
    public void Arrive() => _lane.Drain();

    /// <summary>Reads a large result row by row.</summary>
    public IEnumerable<DbDataReader> Stream(string sql, params (string Name, object Value)[] arguments)
    {
        using var command = new NpgsqlCommand(sql, Free(), transaction) { CommandTimeout = 0 };
        foreach (var (name, value) in arguments) command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return reader;
    }

    public void Dispose()
    {
        _seal?.Dispose();
        _lane.Dispose();
    }

    private void Become(long cooperativeId)
    {
        if (cooperativeId != _cooperative) _seal = null;
        _cooperative = cooperativeId;
    }

    private CommandDefinition Command(string sql, object? arguments) => new(sql, arguments, transaction, commandTimeout: 0, cancellationToken: stop);

    private NpgsqlConnection Free()
    {
        _lane.Drain();
        stop.ThrowIfCancellationRequested();
        return connection;
    }
}
