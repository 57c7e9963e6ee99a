using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages;

/// <summary>The site's cookies: sealed, out of scripts' reach, sent to nobody else, and behind TLS only over TLS.</summary>
internal static class Cookies
{
    public const string Session = "jh-session";
    public const string Form = "jh-form";

    /// <summary>Browsers keep cookies of up to 4096 bytes, name included.</summary>
    public const int MostCharacters = 3_800;

    private static readonly TimeSpan Long = TimeSpan.FromDays(180);

    /// <summary>Seals the content, and sends it. False, and nothing is sent, where it is too large for a cookie.</summary>
    public static bool Keep(Visit visit, string name, byte[] content, TimeSpan? keptFor = null)
    {
        var text = Convert.ToBase64String(visit.Site.Protection.CreateProtector(name).Protect(content)).Replace('+', '-').Replace('/', '_');
        if (text.Length > MostCharacters)
        {
            return false;
        }
        visit.Http.Response.Cookies.Append(name, text, Options(visit.Http, keptFor ?? Long));
        return true;
    }

    public static void Drop(HttpContext http, string name) => http.Response.Cookies.Delete(name, Options(http, null));

    public static CookieOptions Options(HttpContext http, TimeSpan? keptFor) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = "/",
        MaxAge = keptFor,
        IsEssential = true,
    };
}
