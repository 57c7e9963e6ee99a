using System.Text.Json.Nodes;
using JustHungry.Client.Api;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <content>Where an order goes.</content>
internal sealed partial class Checkout
{
    private const int LongestAddress = 300;
    private const int LongestPostcode = 12;
    private const int LongestPhone = 30;

    /// <summary>What is known of the person, to begin with; null: nothing was asked yet.</summary>
    private Me? known;

    /// <summary>Who has told their address before need not type it again.</summary>
    private async Task BeginWithMyAddress()
    {
        known = await loading.Quietly(cancel => visit.Api.Me(me.Token, cancel)) is Reply<Me>.Done done ? done.Value : null;
        if (known is { Address: [_, ..] lines })
        {
            said["address"] = Address(lines, me.Postcode, known.Phone ?? "");
        }
    }

    /// <summary>Street and house, postcode, phone: one after the other, and whether to remember them.</summary>
    private async Task ChooseAddress()
    {
        const string Title = "Where shall it go?";
        var before = said["address"] as JsonObject;
        var lines = string.Join(", ", before?["lines"]?.AsArray().Select(line => (string)line!) ?? []);
        var street = await stage.Run(new AskScreen(
            Title,
            [Line.Of("Street and house, then what else helps to find you, with commas between.")],
            "Address",
            LongestAddress,
            lines));
        if (street is null)
        {
            return;
        }

        var postcode = await stage.Run(new AskScreen(
            Title, [Line.Of(street, Tone.Dim)], "Postcode", LongestPostcode, (string?)before?["postcode"] ?? me.Postcode));
        if (postcode is null)
        {
            return;
        }

        var phone = await stage.Run(new AskScreen(
            Title,
            [Line.Of("Your phone, so that the driver can ring you. Nothing: none.")],
            "Phone",
            LongestPhone,
            (string?)before?["phone"] ?? known?.Phone ?? "") { MayBeEmpty = true });
        if (phone is null)
        {
            return;
        }

        var parts = AccountDesk.LinesOf(street);
        said["address"] = Address(parts, postcode, phone);
        await Remember(parts, postcode, phone);
    }

    /// <summary>An address at one's own postcode may be one's own.</summary>
    private async Task Remember(IReadOnlyList<string> lines, string postcode, string phone)
    {
        var isOwn = Plain(postcode) == Plain(me.Postcode);
        var isNews = known is null || !known.Address.SequenceEqual(lines) || (phone.Length > 0 && phone != known.Phone);
        if (!isOwn || !isNews || !await stage.Run(new ChoiceScreen<bool>(
            Line.Of("Remember this address?", Tone.Strong),
            [Line.Of("Then it stands here at your next order.")],
            [(true, "Remember it"), (false, "For this order only")],
            onEscape: false)))
        {
            return;
        }

        var body = RequestBodies.Change(null, null, phone.Length > 0 ? phone : null, lines);
        var key = visit.Keys.Next();
        if (await loading.Reply("Remembering", cancel => visit.Api.Change(me.Token, key, body, cancel)) is Reply<string>.Refused refused)
        {
            await loading.Say(refused.Problem);
        }
    }

    private static JsonObject Address(IReadOnlyList<string> lines, string postcode, string phone)
    {
        var address = new JsonObject
        {
            ["lines"] = new JsonArray([.. lines.Select(line => JsonValue.Create(line))]), ["postcode"] = postcode,
        };
        if (phone.Length > 0)
        {
            address["phone"] = phone;
        }

        return address;
    }

    private static string Shown(JsonObject address) => string.Join(
        ", ", [.. address["lines"]!.AsArray().Select(line => (string)line!), (string)address["postcode"]!]);

    private static string Plain(string postcode) => postcode.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
