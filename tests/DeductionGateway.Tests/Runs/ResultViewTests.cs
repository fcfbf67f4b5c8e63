using System.Text;
using DeductionGateway.Access;
using DeductionGateway.Answers;
using DeductionGateway.Runs;

namespace DeductionGateway.Tests.Runs;

/// <summary>A result file cut into pieces anywhere is masked as it is in one.</summary>
public sealed class ResultViewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void Pieces_are_masked_as_the_whole(int pieceBytes)
    {
        const string before = "1234567890,unknown,,,E1,1234567890,SW,1234567890,3,,,,1234567890,";
        var file = Encoding.UTF8.GetBytes($"{SmallFiles.MismatchColumns}\n{before}\"PAK “É”, \"\"1234567890\"\"\n3273014506800001\",Ask 0352468013\n{before}0352468013,\n{before},0352468013");
        var view = ResultView.Of("mismatches.csv", Role.Board)!;
        var masked = new List<byte>();
        for (var at = 0; at < file.Length; at += pieceBytes)
        {
            var end = Math.Min(file.Length, at + pieceBytes);
            masked.AddRange(view.Masked(file[at..end], end == file.Length));
        }
        Encoding.UTF8.GetString([.. masked]).ShouldBe(
            $"{SmallFiles.MismatchColumns}\n{before}\"PAK “É”, \"\"******7890\"\"\n327301******0001\",Ask ******8013\n{before}******8013,\n{before},******8013");
    }
}
