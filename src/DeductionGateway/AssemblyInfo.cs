using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DeductionGateway.Tests")]
[assembly: InternalsVisibleTo("DeductionGateway.Bench")]
