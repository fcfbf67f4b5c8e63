using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DeductionGateway.Core.Tests")]
