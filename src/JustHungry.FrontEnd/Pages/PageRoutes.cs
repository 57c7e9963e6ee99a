using JustHungry.FrontEnd.Api;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages;

/// <summary>The pages that belong to no part of the site in particular.</summary>
internal static class PageRoutes
{
    public static void Map(PageRouting pages, ClusterCall cluster)
    {
        pages.Get("/town", async visit =>
            await visit.Show<TownPage>(new() { [nameof(TownPage.State)] = await cluster.Latest() }));
        pages.Get("/problems/{code}", ShowProblem);
        pages.Get("/language/{code}", Languages.Choose);
        pages.Get("/manifest.webmanifest", Manifest.Show);
    }

    /// <summary>What a problem's type leads to; 404 for a code that there is not.</summary>
    private static Task ShowProblem(Visit visit)
    {
        if (Enum.GetValues<Reason>().Where(reason => reason.Code() == visit.Part("code")).ToList() is not [var found])
        {
            visit.Http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        return visit.Show<ProblemPage>(new() { [nameof(ProblemPage.Reason)] = found });
    }
}
