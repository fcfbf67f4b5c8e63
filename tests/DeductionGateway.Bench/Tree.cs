namespace DeductionGateway.Bench;

/// <summary>Where the tree stands that this program was built from, and room for what a measurement needs and throws away.</summary>
internal static class Tree
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "DeductionGateway.sln"))) return folder;
        }
        throw new InvalidOperationException("The benchmarks run from the tree they were built in.");
    }
}
