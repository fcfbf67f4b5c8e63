using Dapper;
using Npgsql;

namespace DeductionGateway.Data;

/// <summary>
/// An open transaction, as the service's role and bound to one cooperative by row-level security. The only caller of Dapper: every
/// statement carries the transaction, so none can run outside it.
/// </summary>
internal sealed class Tx(NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    public List<T> Query<T>(string sql, object? arguments = null) => connection.Query<T>(sql, arguments, transaction, commandTimeout: 0).AsList();

    public T? Find<T>(string sql, object? arguments = null) => connection.QueryFirstOrDefault<T>(sql, arguments, transaction, commandTimeout: 0);

    public int Execute(string sql, object? arguments = null) => connection.Execute(sql, arguments, transaction, commandTimeout: 0);

    /// <summary>Row-level security shows and takes only this cooperative's rows from here on.</summary>
    public void ActFor(long cooperativeId) => Execute("select set_config('gateway.cooperative_id', @Id, true);", new { Id = cooperativeId.ToString(System.Globalization.CultureInfo.InvariantCulture) });

    /// <summary>
    /// Sends the rows by COPY. Forced row-level security and COPY exclude each other, so the transaction becomes the loader for just this
    /// statement: it may insert and read nothing. The rows' cooperative_id comes from the claimed unit of work.
    /// </summary>
    public void Copy(string copy, CopyBuffer rows)
    {
        if (rows.IsEmpty) return;
        Execute("set local role gateway_loader;");
        using (var stream = connection.BeginRawBinaryCopy(copy)) rows.SendTo(stream);
        Execute("set local role gateway_service;");
    }

    /// <summary>Reads a large result row by row.</summary>
    public IEnumerable<NpgsqlDataReader> Stream(string sql, params (string Name, object Value)[] arguments)
    {
        using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0 };
        foreach (var (name, value) in arguments) command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return reader;
    }
}
