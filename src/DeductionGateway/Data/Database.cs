using Dapper;
using Npgsql;

namespace DeductionGateway.Data;

/// <summary>One PostgreSQL database. Its failures are handled here and nowhere else: a transaction that lost a race is tried again.</summary>
internal sealed class Database : IDisposable
{
    private const int Tries = 5;
    private readonly NpgsqlDataSource _source;

    public Database(string connectionString)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new DateOnlyHandler());
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = "gateway" };
        builder.ConnectionStringBuilder.CommandTimeout = 0;
        builder.ConnectionStringBuilder.Timeout = 15;
        builder.ConnectionStringBuilder.WriteBufferSize = 1 << 16;
        _source = builder.Build();
    }

    /// <summary>Runs the work in one transaction as the service and commits; the whole is tried again on a serialisation failure or a deadlock.</summary>
    /// <param name="work">Returns whether to commit, and the result. Nothing but the database is touched that a second try would spoil.</param>
    public T Transact<T>(Func<Tx, (bool Commit, T Result)> work)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                using var connection = _source.OpenConnection();
                using var transaction = connection.BeginTransaction();
                using var tx = new Tx(connection, transaction);
                tx.Execute("set local role gateway_service;");
                var (commit, result) = work(tx);
                tx.Arrive();
                if (commit) transaction.Commit();
                else transaction.Rollback();
                return result;
            }
            catch (PostgresException trouble) when (trouble.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected && tries < Tries)
            {
            }
        }
    }

    /// <summary>A connection as the owner: migrations and proofs over all cooperatives.</summary>
    public NpgsqlConnection OpenAsOwner() => _source.OpenConnection();

    public void Dispose() => _source.Dispose();

    private sealed class DateOnlyHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(System.Data.IDbDataParameter parameter, DateOnly value) => parameter.Value = value;
        public override DateOnly Parse(object value) => value is DateOnly date ? date : DateOnly.FromDateTime((DateTime)value);
    }
}
