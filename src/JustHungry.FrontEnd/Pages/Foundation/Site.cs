using JustHungry.FrontEnd.Api;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.FrontEnd.Pages.Shop;
using JustHungry.Ordering.Ids;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages;

/// <summary>What all pages of a front end share. Safe for many threads.</summary>
/// <param name="Reads">Reads from any replica that can.</param>
/// <param name="Commands">Brings commands to the primary, and holds them through fail-overs.</param>
/// <param name="Protection">Seals cookies.</param>
/// <param name="Time">For keys and for what is near in time.</param>
/// <param name="Secrets">Limits tries of passwords, together with the API's.</param>
/// <param name="Log">For faults of ours.</param>
internal sealed record Site(
    ReadForwarder Reads, CommandForwarder Commands, IDataProtectionProvider Protection, TimeProvider Time, RateLimit Secrets, ILogger Log)
{
    /// <summary>A long menu takes a megabyte or two.</summary>
    private const int MostMenus = 32;

    private readonly Random _random = new();
    private readonly Lock _randomGate = new();

    public AssetFiles Assets { get; } = AssetFiles.OfThisAssembly();

    /// <summary>The menus that were looked at last.</summary>
    public BodyMemo<KnownMenu> Menus { get; } = new(MostMenus);

    /// <summary>
    /// The ways into parts of the site that not everybody is shown, in the order of the header. Whoever maps such a part adds its
    /// link here; the first one that fits is also where staff come to by signing in.
    /// </summary>
    public List<SiteLink> Links { get; } = [];

    /// <summary>A fresh name for a command.</summary>
    public string FreshKey()
    {
        lock (_randomGate)
        {
            return Uuid7.Create(Time.GetUtcNow(), _random).ToString();
        }
    }
}

/// <summary>A way into a part of the site. Immutable.</summary>
/// <param name="Path">Where to.</param>
/// <param name="Text">The key of its words.</param>
/// <param name="IsFor">Who is shown it.</param>
internal sealed record SiteLink(string Path, string Text, Func<Session, bool> IsFor);
