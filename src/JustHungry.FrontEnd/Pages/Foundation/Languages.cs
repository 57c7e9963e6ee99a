using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JustHungry.FrontEnd.Pages;

/// <summary>Which language somebody is spoken to in: the one they chose, else the first of their browser's that we speak.</summary>
internal static class Languages
{
    private const string Cookie = "jh-language";
    private const int MostLanguages = 16;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(365);

    public static Language Of(HttpContext http)
    {
        if (Language.Find(http.Request.Cookies[Cookie]) is { } chosen)
        {
            return chosen;
        }
        return StringWithQualityHeaderValue.TryParseList(http.Request.Headers.AcceptLanguage, out var wanted)
            ? wanted.Take(MostLanguages)
                .Where(static one => one.Quality is not 0)
                .OrderByDescending(static one => one.Quality ?? 1)
                .Select(static one => Language.Find(one.Value.Value?.Split('-')[0].ToLowerInvariant()))
                .FirstOrDefault(static one => one is not null) ?? Language.All[0]
            : Language.All[0];
    }

    /// <summary><c>GET /language/{code}?back=</c>: speaks it from now on.</summary>
    public static Task Choose(Visit visit)
    {
        if (Language.Find(visit.Part("code")) is not { } language)
        {
            return visit.ShowNotFound();
        }
        visit.Http.Response.Cookies.Append(Cookie, language.Code, Cookies.Options(visit.Http, KeptFor));
        return visit.GoTo(Visit.Back(visit.Query("back")));
    }
}
