using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DeductionGateway.Tests")]
