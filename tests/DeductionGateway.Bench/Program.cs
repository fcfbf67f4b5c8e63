using DeductionGateway.Bench;
using DeductionGateway.Hosting;

switch (args)
{
    case ["floor", var data]:
        using (var gateway = GatewayDatabase.Open(new DatabaseOptions(null, data)))
        {
            var floor = Floor.Measure(gateway.Database);
            foreach (var (table, rows, bytes, seconds) in floor.Parts) Console.WriteLine($"{table,-16}{rows,12:N0} rows{bytes,16:N0} bytes{seconds,9:0.000} s");
            Console.WriteLine($"{"floor",-16}{floor.Rows,12:N0} rows{floor.Bytes,16:N0} bytes{floor.Seconds,9:0.000} s");
        }
        return 0;
    default:
        Console.Error.WriteLine("usage: bench floor <data folder>");
        return 2;
}
