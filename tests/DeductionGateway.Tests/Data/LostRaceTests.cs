using DeductionGateway.Data;
using DeductionGateway.Tests.Harness;
using Npgsql;

namespace DeductionGateway.Tests.Data;

/// <summary>A transaction that lost a race is begun again as a whole, whoever asked for it; one that loses every time is given up.</summary>
public sealed class LostRaceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Tries = 5;

    public static TheoryData<string, string> Races
    {
        get
        {
            var races = new TheoryData<string, string>();
            foreach (var way in (string[])["transact", "access", "write"])
            {
                foreach (var code in (string[])[PostgresErrorCodes.SerializationFailure, PostgresErrorCodes.DeadlockDetected]) races.Add(way, code);
            }
            return races;
        }
    }

    [Theory]
    [MemberData(nameof(Races))]
    public async Task What_lost_a_race_is_begun_again_until_it_wins(string way, string code)
    {
        var begun = 0;
        (await Do(way, () => ++begun < Tries ? code : null)).ShouldBe(Tries);
        begun.ShouldBe(Tries);
    }

    [Theory]
    [MemberData(nameof(Races))]
    public async Task What_loses_every_time_is_given_up(string way, string code)
    {
        var begun = 0;
        (await Should.ThrowAsync<PostgresException>(() => Do(way, () => begun++ >= 0 ? code : null))).SqlState.ShouldBe(code);
        begun.ShouldBe(Tries);
    }

    [Theory]
    [InlineData("transact")]
    [InlineData("access")]
    [InlineData("write")]
    public async Task Another_trouble_is_no_race(string way)
    {
        var begun = 0;
        (await Should.ThrowAsync<PostgresException>(() => Do(way, () => begun++ >= 0 ? PostgresErrorCodes.UniqueViolation : null))).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
        begun.ShouldBe(1);
    }

    [Fact]
    public void Work_that_cannot_be_begun_again_is_not()
    {
        var begun = 0;
        Should.Throw<PostgresException>(() => database.Database.Transact(tx => (true, tx.Execute(Raise(++begun > 0 ? PostgresErrorCodes.DeadlockDetected : ""))), tries: 1));
        begun.ShouldBe(1);
    }

    /// <param name="way">Which of the ways into the database.</param>
    /// <param name="loses">The code that this try ends with; null where it wins.</param>
    /// <returns>Tries that it took, by an own count of the transactions that were begun.</returns>
    private async Task<int> Do(string way, Func<string?> loses)
    {
        var tries = 0;
        async Task<int> Work(Tx tx)
        {
            tries++;
            if (loses() is { } code) await tx.ExecuteAsync(Raise(code));
            return tries;
        }
        return way switch
        {
            "access" => await database.Database.AsAccess(Work, CancellationToken.None),
            "write" => await database.Database.Write(1, Work, CancellationToken.None),
            _ => database.Database.Transact(tx =>
            {
                tries++;
                if (loses() is { } code) tx.Execute(Raise(code));
                return (true, tries);
            }),
        };
    }

    private static string Raise(string code) => $"do $$ begin raise exception using errcode = '{code}', message = 'raised by the test'; end $$;";
}
