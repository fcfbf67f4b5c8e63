namespace DeductionGateway.Mocks.Employer;

/// <summary>Who the employer is at the gateway, and where that is.</summary>
/// <param name="Http">REST.</param>
/// <param name="Grpc">gRPC without TLS.</param>
/// <param name="Code">The employer's code there.</param>
internal sealed record EmployerOptions(Uri Http, Uri Grpc, string ClientId, string Secret, string Period, string Code)
{
    /// <summary>Name of the payroll file that the gateway's profile has for this employer, and its header: number, name, national id, code, amount, period.</summary>
    public string File { get; init; } = "payroll.csv";
    public string Header { get; init; } = "nip,nama,nik,kode,jumlah,periode";

    /// <summary>Control of the simulated bank, at which the employer pays; null = it pays nowhere.</summary>
    public Uri? Bank { get; init; }

    /// <summary>As the bank shows who paid.</summary>
    public string Name { get; init; } = "";
}
