using System.Globalization;
using DeductionGateway.Bench;
using DeductionGateway.Hosting;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Million = 1_000_000;
switch (args)
{
    case ["job", .. var words]:
        var sizes = words.Where(static word => word != "--plain").Select(static word => int.Parse(word, CultureInfo.InvariantCulture)).ToList();
        JobBenchmark.Run(sizes.Count > 0 ? sizes : [10_000, 100_000, Million], words.Contains("--plain"));
        return 0;
    case ["warm"]:
        WarmBenchmark.Run();
        return 0;
    case ["tenants"]:
        TenantsBenchmark.Run();
        return 0;
    case ["parts"]:
        PartsBenchmark.Run(Million);
        return 0;
    case ["parts", var lines]:
        PartsBenchmark.Run(int.Parse(lines, CultureInfo.InvariantCulture));
        return 0;
    case ["camt", .. var count]:
        CamtBenchmark.Run(count is [var entries] ? int.Parse(entries, CultureInfo.InvariantCulture) : 200_000);
        return 0;
    case ["wire", .. var rows]:
        await WireBenchmark.Run(rows is [var many] ? int.Parse(many, CultureInfo.InvariantCulture) : Million);
        return 0;
    case ["calls", .. var times]:
        await CallsBenchmark.Run(times is [var duration] ? int.Parse(duration, CultureInfo.InvariantCulture) : 60);
        return 0;
    case ["snap", .. var times]:
        await SnapBenchmark.Run(times is [var length] ? int.Parse(length, CultureInfo.InvariantCulture) : 60);
        return 0;
    case ["xlsx"]:
        XlsxBenchmark.Run();
        return 0;
    case ["xlsx-one", var name, var path]:
        XlsxBenchmark.One(name, path);
        return 0;
    case ["duckdb"]:
        using (var room = new Room()) DuckDbBenchmark.Run(Gateway.Generate(room["folder"], Million, 1, "--plain"));
        return 0;
    case ["duckdb", var folder]:
        DuckDbBenchmark.Run(folder);
        return 0;
    case ["floor", var data]:
        using (var gateway = GatewayDatabase.Open(new DatabaseOptions(null, data)))
        {
            var floor = Floor.Measure(gateway.Database);
            var table = new ResultTable("table", "rows", "bytes", "seconds");
            foreach (var (name, rows, bytes, seconds) in floor.Parts) table.Add(name, $"{rows:N0}", $"{bytes:N0}", $"{seconds:0.000}");
            table.Add("floor", $"{floor.Rows:N0}", $"{floor.Bytes:N0}", $"{floor.Seconds:0.000}");
            Console.Write(table);
        }
        return 0;
    default:
        Console.Error.WriteLine("""
            bench job [lines...] [--plain]   the whole job by the published build, beside the floor (default 10,000 100,000 1,000,000)
            bench warm                       folders of 10,000 lines in a warm process
            bench tenants                    100 cooperatives x 20 employers x 50 lines in one database
            bench parts [lines]              parse, match and post alone (default 1,000,000)
            bench camt [entries]             a camt.053 statement beside the framework's XmlReader (default 200,000 entries)
            bench wire [lines]               a payroll file by upload and line by line, and what serve needs (default 1,000,000)
            bench calls [seconds]            500 small calls a second over gRPC (default 60 s)
            bench snap [seconds]             100 payments by virtual account a second, told by SNAP (default 60 s)
            bench xlsx                       100,000 rows of a workbook, learning them, and workbooks made to do harm
            bench duckdb [folder]            parse and match beside DuckDB (default: plain files, 1,000,000 lines)
            bench floor <data folder>        the floor of what a database holds, table by table
            """);
        return 2;
}
