using System.Text.Json;

namespace JustHungry.Client.Api;

/// <summary>A refusal in words: RFC 9457, as the front end sends it.</summary>
internal sealed record Problem(int Status, string Code, string Title, string Detail, IReadOnlyList<ProblemError> Errors)
{
    /// <summary>The document itself, for the fields that belong to one code only.</summary>
    public JsonElement Document { get; init; }

    public static Problem From(Answer answer)
    {
        var json = answer.Json ?? default;
        var type = json.Text("type");
        return new(
            answer.Status,
            type[(type.LastIndexOf('/') + 1)..],
            json.TextOrNull("title") ?? $"Refused ({answer.Status})",
            json.Text("detail"),
            [.. json.List("errors").Select(ProblemError.From)])
        {
            Document = json,
        };
    }

    /// <summary>Title, detail and every error, in one line for standard error.</summary>
    public string InOneLine()
    {
        var line = Title;
        if (Detail.Length > 0 && Detail != Title)
        {
            line = $"{line.TrimEnd('.', ':')}: {Detail}";
        }

        var more = Errors.Select(error => error.Message).Where(words => words.Length > 0 && !line.Contains(words)).Distinct();
        return string.Join(' ', [line, .. more.Select(words => $"({words.TrimEnd('.')})")]);
    }
}

/// <summary>One of several reasons, and the place in the request that it is about.</summary>
internal sealed record ProblemError(string Path, string Code, string Message)
{
    public static ProblemError From(JsonElement json) =>
        new(json.Text("path"), json.Text("code"), json.TextOrNull("message") ?? json.Text("code"));
}
