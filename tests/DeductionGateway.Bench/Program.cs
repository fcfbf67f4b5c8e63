using System.Globalization;
using DeductionGateway.Bench;
using DeductionGateway.Hosting;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["duckdb", var folder]:
        DuckDbBenchmark.Run(folder);
        return 0;
    default:
        Console.Error.WriteLine("usage: bench floor <data folder>");
        return 2;
}
