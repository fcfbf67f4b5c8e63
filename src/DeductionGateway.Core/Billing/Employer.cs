namespace DeductionGateway.Core.Billing;

/// <summary>How an employer's money reaches the bank: one credit for the whole file, or one for each member.</summary>
public enum BankMode { Lump, Member }

/// <summary>An employer as <c>employers.csv</c> names it; the control figures are those of its payroll file, where given.</summary>
public sealed record Employer(string Code, string Name, BankMode BankMode, int? ControlRows, long? ControlTotal);
