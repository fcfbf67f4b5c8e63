using System.Text.Json;
using DeductionGateway.Core.Learning;
using DeductionGateway.Inspection;
using DeductionGateway.Intake;

namespace DeductionGateway.Commands;

/// <summary>One <c>inspect --learn</c>: proposes, asks where a person sits at the terminal, and saves what was agreed.</summary>
internal static class LearnRun
{
    public static int Run(CommandLine line, string path, TextWriter output)
    {
        var folder = line.Option("--folder");
        if (folder is not null && !Directory.Exists(folder)) throw new UsageException($"There is no folder '{folder}'.");
        var answers = Answers(line);
        var first = (int)line.WholeNumber("--first", 5, 1, 10_000_000);
        var learner = new FileLearner(path, folder, line.Option("--employer"));
        var learned = learner.Learn(answers);
        CheckAnswers(learned, answers);
        if (!line.Has("--json") && !Console.IsInputRedirected && !Console.IsOutputRedirected) learned = Ask(learner, learned, answers, output);
        if (line.Has("--json")) output.WriteLine(LearnedJson.Write(learned, first));
        else LearnedText.Write(output, learned, path, first, line.Has("--save"));
        if (learned.Faults.Count > 0 || learned.Profile is null) return ExitCode.FileRefused;
        if (line.Has("--save")) Save(line, path, learned, output);
        return ExitCode.Done;
    }

    private static Dictionary<string, string> Answers(CommandLine line)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var answer in line.All("--answer"))
        {
            var equals = answer.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new UsageException($"--answer is written <question id>=<choice>, not '{answer}'.");
            if (!answers.TryAdd(answer[..equals], answer[(equals + 1)..])) throw new UsageException($"The question '{answer[..equals]}' is answered twice.");
        }
        return answers;
    }

    /// <summary>An answer that is no choice would silently decide nothing.</summary>
    private static void CheckAnswers(LearnedFile learned, Dictionary<string, string> answers)
    {
        foreach (var question in learned.Proposal.Questions.Where(static question => question is { Answer: not null, IsFree: false }))
        {
            if (!question.Choices.Any(choice => choice.Value == question.Answer)) throw new UsageException($"'{question.Answer}' is no answer to '{question.Id}'; choose one of {string.Join(", ", question.Choices.Select(static choice => choice.Value))}.");
        }
        if (learned.Profile is null) return;
        foreach (var id in answers.Keys)
        {
            if (!learned.Proposal.Questions.Any(question => question.Id == id)) throw new UsageException($"There is no question '{id}' about this file.");
        }
    }

    private static LearnedFile Ask(FileLearner learner, LearnedFile learned, Dictionary<string, string> answers, TextWriter output)
    {
        while (learned.Open.FirstOrDefault() is { } question)
        {
            output.WriteLine($"\n{question.Text}");
            for (var i = 0; i < question.Choices.Count; i++) output.WriteLine($"  {i + 1}  {question.Choices[i].Text}{(question.Choices[i].Value == question.Proposed ? "  [Enter]" : "")}");
            output.Write("> ");
            if (Console.In.ReadLine() is not { } typed) break;
            if (Chosen(question, typed.Trim()) is not { } answer) continue;
            answers[question.Id] = answer;
            learned = learner.Learn(answers);
        }
        output.WriteLine();
        return learned;
    }

    private static string? Chosen(Question question, string typed)
    {
        if (typed.Length == 0) return question.Proposed;
        if (int.TryParse(typed, out var number) && number >= 1 && number <= question.Choices.Count) return question.Choices[number - 1].Value;
        return question.IsFree || question.Choices.Any(choice => choice.Value == typed) ? typed : null;
    }

    /// <summary>How the profile holds for files that are called otherwise each month.</summary>
    private static string NextMonth(string file) => FilePattern.Suggested(file) is { } pattern
        ? $"It holds for this name only. For the next months too, write there \"file\": \"{pattern}\" (* = any characters; one file of a folder must fit)."
        : $"It holds for the next months too, as long as their file is called '{file}'; in \"file\" a * stands for any characters.";

    private static void Save(CommandLine line, string path, LearnedFile learned, TextWriter output)
    {
        var open = learned.Open.Select(static question => question.Id).ToList();
        if (open.Count > 0) throw new UsageException($"Nothing was saved: answer {string.Join(", ", open)} first, with --answer <question id>=<choice>.");
        var employer = line.Option("--employer") ?? learned.Employer ?? throw new UsageException("--save needs --employer <code>: whose file it is cannot be seen from it.");
        var target = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "profiles.json");
        try
        {
            ProfileFile.Save(target, employer, learned.Profile!);
        }
        catch (JsonException)
        {
            throw new UsageException("Nothing was saved: profiles.json beside the file is no JSON object; mend it or take it away.");
        }
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        if (!line.Has("--json")) output.WriteLine($"  Saved as the profile of {employer} in {Path.GetFileName(target)}. Now: reconcile {folder} --out <dir>\n  {NextMonth(learned.File)}");
    }
}
