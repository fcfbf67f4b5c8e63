using System.Data.Common;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Access;

/// <summary>
/// Who a command is done by, asked for where the cooperative has active officers or managers. It is a statement, not a proof: whoever opens the database from
/// its machine could name another; what it is worth lies in the audit, which nobody can change afterwards.
/// </summary>
/// <param name="option">As the command line has it; null where it has none.</param>
internal sealed class CommandActors(Database database, TimeProvider time, string? option)
{
    public const string Option = "--actor", Variable = "DEDUCTION_ACTOR";

    private readonly string? _named = option ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : null);

    /// <summary>For a command that is about one cooperative, by its code. Null where nobody has to be named: the cooperative is not known yet, or has nobody who could be.</summary>
    /// <exception cref="AccountException">Nobody is named who has to be, or somebody who may not.</exception>
    public ActingPerson? Of(string cooperative) => One(Cooperatives([cooperative]), cooperative);

    /// <summary>For a command that is about all cooperatives: a person of any.</summary>
    /// <exception cref="AccountException">Nobody is named who has to be, or somebody who may not.</exception>
    public ActingPerson? OfAny() => One(Cooperatives(null), "this database");

    private ActingPerson? One(List<(long Id, string Code)> cooperatives, string whose)
    {
        var asked = cooperatives.ConvertAll(one => (one.Id, Answer: Ask(one.Id)));
        if (asked.TrueForAll(static one => !one.Answer.HasPeople))
        {
            return option is null ? null : throw new AccountException($"{whose} has no active officer or manager, so {Option} {option} names nobody; leave it out.");
        }
        if (_named is null) throw new AccountException($"{whose} has users: say who does this, by {Option} <user> or the variable {Variable}; an active officer or manager. The audit keeps it.");
        var place = asked.FindIndex(static one => one.Answer.IsNamed);
        return place >= 0 ? new ActingPerson(database, time, asked[place].Id, _named) : throw new AccountException($"'{_named}' is no active officer or manager of {whose}; {Option} or {Variable} names who does this.");
    }

    private (bool HasPeople, bool IsNamed) Ask(long cooperative) => database.Transact(tx =>
    {
        tx.ActFor(cooperative);
        return (false, (tx.Find<bool>(Sql.HasPeople), _named is not null && tx.Find<short?>(Sql.RoleOf, new { User = _named }) is not null));
    });

    private List<(long Id, string Code)> Cooperatives(string[]? codes) => database.Transact(tx => (false, tx.Query<(long, string)>(Sql.Cooperatives, new { Codes = codes })));

    private static class Sql
    {
        public const string Cooperatives = "select cooperative_id, code from cooperative where @Codes::text[] is null or code = any(@Codes) order by code;";
        public const string HasPeople = "select has_people_at_work();";
        public const string RoleOf = "select role_of_person(@User);";
    }
}

/// <summary>The person whom a command line names, and the lines that the command writes in his cooperative's audit.</summary>
internal sealed class ActingPerson(Database database, TimeProvider time, long cooperativeId, string name)
{
    /// <summary>As the audit has it: the system's user, and whom he says he is.</summary>
    public string Written => $"command:{Environment.UserName} as {name}";

    /// <summary>That the work is done, in its own transaction.</summary>
    public void Done(Tx tx, string action, string what) => Audit.Add(tx, time.GetUtcNow(), cooperativeId, Written, action, what, "done");

    /// <summary>That the work began and came to nothing. Where the database is gone there is nobody to write it: the command says that itself.</summary>
    public void Failed(string action, string what, string why)
    {
        try
        {
            database.Transact(tx =>
            {
                tx.ActFor(cooperativeId);
                Audit.Add(tx, time.GetUtcNow(), cooperativeId, Written, action, what, PersonalNumbers.MaskedIn(why, PersonalNumbers.LeastAccountDigits));
                return (true, true);
            });
        }
        catch (DbException)
        {
            // As said above.
        }
    }
}
