namespace DeductionGateway.Access;

/// <summary>What a caller is. The numbers are stored and are those of the wire: a test holds the names beside each other.</summary>
internal enum Role
{
    /// <summary>Manages the cooperative's business.</summary>
    Manager = 1,

    /// <summary>Staff: prepares and proposes.</summary>
    Officer = 2,

    /// <summary>The supervisory board: reads.</summary>
    Supervisor = 3,

    /// <summary>The board: reads.</summary>
    Board = 4,

    /// <summary>A person of an employer who looks after its payroll.</summary>
    PayrollOfficer = 5,

    /// <summary>An employer's payroll system.</summary>
    EmployerSystem = 6,

    /// <summary>A bank's system.</summary>
    BankSystem = 7,

    /// <summary>The cooperative's own core system.</summary>
    CoreSystem = 8,
}
