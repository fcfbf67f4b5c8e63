namespace DeductionGateway.Access;

/// <summary>What kinds of callers the roles are.</summary>
internal static class Roles
{
    /// <summary>People sign in with password and one-time code, systems with a secret or a key.</summary>
    public static bool IsOfPeople(this Role role) => role is Role.Manager or Role.Officer or Role.Supervisor or Role.Board or Role.PayrollOfficer;

    /// <summary>Speaks for one employer, not for the cooperative.</summary>
    public static bool IsOfAnEmployer(this Role role) => role is Role.PayrollOfficer or Role.EmployerSystem;

    /// <summary>As a command line has it: <c>payroll-officer</c>.</summary>
    public static string Word(this Role role) => string.Concat(role.ToString().Select(static (c, i) => i > 0 && char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>Null where the word is none.</summary>
    public static Role? Of(string word) => Enum.GetValues<Role>().Select(static role => (Role?)role).FirstOrDefault(role => role!.Value.Word() == word);
}
